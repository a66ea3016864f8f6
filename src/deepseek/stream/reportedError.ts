/** Reads an error that a server reports within a successful response. */

import type { ErrorData, ErrorKind } from '../../conversation/errors.ts';
import { detailsOf, kindOfStatus } from '../http/apiErrors.ts';
import { codesInJson, messageInJson } from '../http/errorText.ts';
import { asRecord } from '../json.ts';

/** Kind, message and further details. */
export function readReportedError(json: unknown): {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly more: Partial<ErrorData>;
} {
  const message = messageInJson(json) ?? 'The server reported an error without saying which.';
  const code = Number(asRecord(asRecord(json)?.['error'] ?? json)?.['code']);
  const status = Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
  const kind = kindOfStatus(status ?? 400, message, codesInJson(json));
  // Without a status, any unknown message counts as a server error.
  const isUnknown = status === undefined && kind === 'invalidRequest';
  return {
    kind: isUnknown ? 'server' : kind,
    message,
    more: { ...(status !== undefined && { status }), ...detailsOf(message) },
  };
}
