/** Converts error responses and network errors to error data (contract 17). */

import type { ErrorAction, ErrorData, ErrorKind } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import { codesInJson, isMarkup, messageInBody, toSafeMessage } from './errorText.ts';
import { parseJson } from '../json.ts';
import { kindOfRefusal, repairHint } from './repairHint.ts';
import { parseRetryAfter } from './retryAfter.ts';

/** Whom a failed request went to and as whom. */
export interface ErrorContext {
  readonly host: string;
  /** The port that a direct connection would go to. */
  readonly port?: number;
  /** Cut out of every message. */
  readonly apiKey?: string | undefined;
}

/** An answer with a status that is not a success. */
export interface RefusedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** At most 64 KB of it. */
  readonly body: string;
  /** Wall-clock milliseconds, for a server that sends no `Date`. */
  readonly now: number;
}

/** Makes error data with a message that is safe to show and keep. */
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

/** Codes of other hosts that say more than their status (contract 17.1). */
const kindByCode: ReadonlyMap<string, ErrorKind> = new Map([
  ['rate_limit_exceeded', 'rateLimit'],
  ['model_not_found', 'model'],
  ['context_length_exceeded', 'context'],
  ['insufficient_quota', 'balance'],
]);

/** The statuses under which a code decides: one of a key or of a failing server needs no other word. */
const coarse: ReadonlySet<number> = new Set([400, 404, 413, 422, 429]);

/** The kind of a status with its message and the codes beside it (contract 17.2, 17.3). */
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
  // A block by region or gateway is not mended by another key.
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

/** Classifies an answer by its status, then by its text. */
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

/** What a known message offers or counts, so that it can be shown in the user's language. */
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

/** The chain of causes, outermost first; a failed connection to several addresses counts by its first. */
function causesOf(thrown: unknown): Cause[] {
  const causes: Cause[] = [];
  let current: unknown = thrown;
  while (typeof current === 'object' && current !== null && causes.length < serverLimits.causes) {
    let fields: Readonly<Record<string, unknown>>;
    try {
      const { code, message, cause, errors, port } = current as Record<string, unknown>;
      fields = { code, message, cause, errors, port };
    } catch {
      // What is thrown may be anything, also something that throws when it is looked at.
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

/** No connection came about, so that nothing of the request can have reached the server. */
const unconnected =
  /\b(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)\b|net::ERR_(NAME_|INTERNET_|ADDRESS_|CONNECTION_REFUSED)/;

/** Whether a request that failed before any answer cannot have been carried out, and so costs nothing. */
export function isUnsent(thrown: unknown, kind: ErrorKind): boolean {
  // Both fail before anything is sent to the server itself.
  if (kind === 'tls' || kind === 'proxy') return true;
  return causesOf(thrown).some(({ code, message }) => unconnected.test(`${code} ${message}`));
}

/** The first match wins: a proxy's certificate is a certificate, a proxy's timeout is the proxy's. */
const kindByCause: readonly (readonly [RegExp, ErrorKind])[] = [
  // A host whose `fetch` cannot hand a redirect over refuses it by throwing.
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

/** A connection to another port than the server's failed: there is a proxy, and it is not there. */
function isElsewhere(causes: readonly Cause[], { port }: ErrorContext): boolean {
  return port !== undefined && causes.some((cause) => (cause.port ?? port) !== port);
}

/** The kind of something that `fetch` threw, by the codes and messages of its chain of causes. */
export function classifyException(thrown: unknown, context: ErrorContext): ErrorData {
  const causes = causesOf(thrown);
  const words = causes.map((cause) => `${cause.code} ${cause.message}`).join('\n');
  // A server that is itself called "proxy" is not the proxy on the way to it.
  const text = words.replaceAll(context.host.replace(/:\d+$/, ''), '');
  const reported = kindByCause.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
  const kind = isElsewhere(causes, context) ? 'proxy' : reported;
  const last = causes.findLast((cause) => cause.message !== '' || cause.code !== '');
  const said = last?.message ?? '';
  const code = last?.code ?? '';
  const message = said.includes(code) ? said : `${said} ${code}`;
  return errorData(kind, message === '' ? 'The connection failed.' : message, context);
}
