/** The log line that describes a failed request. */

import type { ErrorData } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import type { Logger } from '../../platform/ports.ts';
import { toSafeMessage } from './errorText.ts';

/** A failed request. */
export interface FailedRequest {
  /** Purpose of the request. */
  readonly what: string;
  readonly model?: string;
  /** Whether the response had started. */
  readonly status: 'failed' | 'interrupted';
  readonly error: ErrorData;
  /** The system's error code, such as `ECONNRESET`. */
  readonly causeCode?: string | undefined;
  readonly traceId?: string | undefined;
  /** Redacted from the line. */
  readonly apiKey?: string | undefined;
}

/** One line with host, kind, status, cause and trace id; unknown values are shown as a hyphen. */
export function failureLine(request: FailedRequest): string {
  const { what, model, status, error, causeCode = '-', traceId = '-', apiKey } = request;
  const { kind, host = '-', message } = error;
  const reason = error.reason === undefined ? '' : ` (${error.reason})`;
  const facts = `HTTP status ${error.status ?? '-'}, cause ${causeCode}, trace ${traceId}`;
  const whose = model === undefined ? '' : ` ${toSafeMessage(model, apiKey)}`;
  return `${what} ${host}${whose}: ${status}, ${kind}${reason}, ${facts}: ${message}`;
}

/** The response's trace id in a form that is safe to log; undefined if the server sent none. */
export function traceIdIn(headers: Headers, apiKey: string | undefined): string | undefined {
  const id = headers.get('x-ds-trace-id')?.slice(0, serverLimits.traceId);
  const safe = id === undefined ? '' : toSafeMessage(id, apiKey);
  return safe === '' ? undefined : safe;
}

/** Writes a log line; a failing logger does not affect the request. */
export function say(logger: Logger, level: keyof Logger, line: string): void {
  try {
    logger[level](line);
  } catch {
    // A failing logger cannot be reported anywhere.
    return;
  }
}
