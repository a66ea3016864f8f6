/** The log line by which support finds the cause of a failed request. */

import type { ErrorData } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import type { Logger } from '../../platform/ports.ts';
import { toSafeMessage } from './errorText.ts';

/** A request that failed. */
export interface FailedRequest {
  /** What it was for. */
  readonly what: string;
  readonly model?: string;
  /** Whether an answer had begun. */
  readonly status: 'failed' | 'interrupted';
  readonly error: ErrorData;
  /** The system's name for the cause, such as `ECONNRESET`. */
  readonly causeCode?: string | undefined;
  readonly traceId?: string | undefined;
  /** Cut out of the line. */
  readonly apiKey?: string | undefined;
}

/** One line with host, kind, status, cause and trace id; what is not known is a hyphen. */
export function failureLine(request: FailedRequest): string {
  const { what, model, status, error, causeCode = '-', traceId = '-', apiKey } = request;
  const { kind, host = '-', message } = error;
  const reason = error.reason === undefined ? '' : ` (${error.reason})`;
  const facts = `HTTP status ${error.status ?? '-'}, cause ${causeCode}, trace ${traceId}`;
  const whose = model === undefined ? '' : ` ${toSafeMessage(model, apiKey)}`;
  return `${what} ${host}${whose}: ${status}, ${kind}${reason}, ${facts}: ${message}`;
}

/** A trace id as far as it is one; none where the server sent none. */
export function traceIdIn(headers: Headers, apiKey: string | undefined): string | undefined {
  const id = headers.get('x-ds-trace-id')?.slice(0, serverLimits.traceId);
  const safe = id === undefined ? '' : toSafeMessage(id, apiKey);
  return safe === '' ? undefined : safe;
}

/** Writes a line; a log that fails changes nothing for the request. */
export function say(logger: Logger, level: keyof Logger, line: string): void {
  try {
    logger[level](line);
  } catch {
    // There is no other place where this could be said.
    return;
  }
}
