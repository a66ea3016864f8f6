/** Converts error responses and network errors to `ErrorData` (contract 17). */

import type { ErrorAction, ErrorData, ErrorKind } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import { codesInJson, isMarkup, messageInBody, toSafeMessage } from './errorText.ts';
import { parseJson } from '../json.ts';
import { kindOfRefusal, repairHint } from './repairHint.ts';
import { parseRetryAfter } from './retryAfter.ts';

/** The server and key of a failed request. */
export interface ErrorContext {
  readonly host: string;
  /** The port of a direct connection. */
  readonly port?: number;
  /** Redacted from every message. */
  readonly apiKey?: string | undefined;
}

/** A response with an error status. */
export interface RefusedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** At most 64 KB of the body. */
  readonly body: string;
  /** Wall-clock milliseconds, used if the server sends no `Date`. */
  readonly now: number;
}

/** Creates error data with a message that is safe to show and store. */
export function errorData(
  kind: ErrorKind,
  message: string,
  context: ErrorContext,
  more: Omit<ErrorData, 'kind' | 'message' | 'host'> = {},
): ErrorData {
  return { kind, message: toSafeMessage(message, context.apiKey), host: context.host, ...more };
}

const kindByStatus: Readonly<Record<number, ErrorKind>> = {
  401: 'auth',
  402: 'balance',
  403: 'auth',
  407: 'proxy',
  408: 'overloaded',
  409: 'overloaded',
  429: 'rateLimit',
  503: 'overloaded',
  529: 'overloaded',
};

/** Error codes of other hosts that are more specific than their status (contract 17.1). */
const kindByCode: ReadonlyMap<string, ErrorKind> = new Map([
  ['rate_limit_exceeded', 'rateLimit'],
  ['model_not_found', 'model'],
  ['context_length_exceeded', 'context'],
  ['insufficient_quota', 'balance'],
]);

/** Statuses for which the error code decides; authentication and server errors need no refinement. */
const coarse: ReadonlySet<number> = new Set([400, 404, 413, 422, 429]);

/** The kind for a status with its message and error codes (contract 17.2, 17.3). */
export function kindOfStatus(
  status: number,
  message: string,
  codes: readonly string[] = [],
): ErrorKind {
  if (status === 429 && /balance/i.test(message)) return 'balance';
  const named = codes.map((code) => kindByCode.get(code)).find((kind) => kind !== undefined);
  if (named !== undefined && coarse.has(status)) return named;
  if (status === 404) {
    return repairHint(message)?.name === 'model' || /\bmodel\b/i.test(message)
      ? 'model'
      : 'invalidRequest';
  }
  return kindByStatus[status] ?? (status >= 500 ? 'server' : kindOfRefusal(message));
}

function actionOf(status: number, kind: ErrorKind): ErrorAction | undefined {
  // Another key does not lift a block by region or gateway.
  if (status === 403) return 'showLog';
  if (status === 404 && kind !== 'model') return 'openBaseUrlSetting';
  return undefined;
}

function fallbackMessage(status: number, body: string): string {
  if (status >= 500) return `gateway error ${status}`;
  return isMarkup(body)
    ? `HTTP ${status} with a web page instead of an API answer`
    : `HTTP ${status}`;
}

/** Classifies a response by its status, then by its text. */
export function classifyResponse(refused: RefusedResponse, context: ErrorContext): ErrorData {
  const { status, headers, body, now } = refused;
  const message = messageInBody(body) ?? fallbackMessage(status, body);
  const kind = kindOfStatus(status, message, codesInJson(parseJson(body)));
  const retryAfterMs = parseRetryAfter(headers, now);
  const action = actionOf(status, kind);
  return errorData(kind, message, context, {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(action !== undefined && { action }),
    ...detailsOf(message),
  });
}

const maxModels = 20;
const maxNameLength = 100;

/** Data from a known message, so that it can be shown in the user's language. */
export function detailsOf(message: string): Pick<ErrorData, 'models' | 'tokens'> {
  const hint = repairHint(message);
  if (hint?.name === 'model' && hint.names.length > 0) {
    return { models: hint.names.slice(0, maxModels).map((name) => name.slice(0, maxNameLength)) };
  }
  if (hint?.name !== 'context' || hint.limit === undefined) return {};
  const { limit, requested } = hint;
  return { tokens: { limit, ...(requested !== undefined && { requested }) } };
}

interface Cause {
  readonly code: string;
  readonly message: string;
  /** The port of the connection that failed. */
  readonly port?: number;
}

/** The chain of causes, outermost first. If connecting to several addresses failed, the first failure is used. */
function causesOf(thrown: unknown): Cause[] {
  const causes: Cause[] = [];
  let current: unknown = thrown;
  while (typeof current === 'object' && current !== null && causes.length < serverLimits.causes) {
    let fields: Readonly<Record<string, unknown>>;
    try {
      const { code, message, cause, errors, port } = current as Record<string, unknown>;
      fields = { code, message, cause, errors, port };
    } catch {
      // A thrown value may itself throw when its properties are read.
      break;
    }
    const { code, message, cause, errors, port } = fields;
    causes.push({
      code: typeof code === 'string' && causeCode.test(code) ? code : '',
      message: typeof message === 'string' ? message.slice(0, serverLimits.errorMessage) : '',
      ...(typeof port === 'number' && { port }),
    });
    current = cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  }
  return causes;
}

const causeCode = /^\w{1,64}$/;

/** The code of the innermost cause that has one, such as `ECONNRESET`. */
export function causeCodeOf(thrown: unknown): string | undefined {
  return causesOf(thrown).findLast(({ code }) => code !== '')?.code;
}

/** No connection was established, so the request cannot have reached the server. */
const unconnected =
  /\b(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)\b|net::ERR_(NAME_|INTERNET_|ADDRESS_|CONNECTION_REFUSED)/;

/** Whether a request that failed before any response cannot have been processed, and so costs nothing. */
export function isUnsent(thrown: unknown, kind: ErrorKind): boolean {
  // Both occur before the request is sent to the server itself.
  if (kind === 'tls' || kind === 'proxy') return true;
  return causesOf(thrown).some(({ code, message }) => unconnected.test(`${code} ${message}`));
}

/** First match wins: a proxy's certificate error is `tls`, but a proxy timeout is `proxy`. */
const kindByCause: readonly (readonly [RegExp, ErrorKind])[] = [
  // Some implementations of `fetch` throw on a redirect instead of returning it.
  [/redirect/i, 'badResponse'],
  [/SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_|ERR_SSL_|EPROTO|certificate/, 'tls'],
  [/proxy|ERR_TUNNEL_/i, 'proxy'],
  [/UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT|ERR_(CONNECTION_)?TIMED_OUT/, 'timeout'],
  [
    /UND_ERR_RES|HPE_|does not match the HTTP|ERR_INVALID_HTTP_RESPONSE|Z_DATA_ERROR|incorrect header check/,
    'badResponse',
  ],
  [
    /fetch failed|terminated|ENOTFOUND|EAI_|ECONN|EPIPE|EHOST|ENET|EADDR|UND_ERR_|net::ERR_/,
    'network',
  ],
];

/** A connection to a port other than the server's failed, so a configured proxy is unreachable. */
function isElsewhere(causes: readonly Cause[], { port }: ErrorContext): boolean {
  return port !== undefined && causes.some((cause) => (cause.port ?? port) !== port);
}

/** Classifies an exception from `fetch` by the codes and messages of its cause chain. */
export function classifyException(thrown: unknown, context: ErrorContext): ErrorData {
  const causes = causesOf(thrown);
  const words = causes.map((cause) => `${cause.code} ${cause.message}`).join('\n');
  // Ignores the server's own name, which may contain "proxy".
  const text = words.replaceAll(context.host.replace(/:\d+$/, ''), '');
  const reported = kindByCause.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
  const kind = isElsewhere(causes, context) ? 'proxy' : reported;
  const last = causes.findLast((cause) => cause.message !== '' || cause.code !== '');
  const said = last?.message ?? '';
  const code = last?.code ?? '';
  const message = said.includes(code) ? said : `${said} ${code}`;
  return errorData(kind, message === '' ? 'The connection failed.' : message, context);
}
