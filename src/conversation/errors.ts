/** Failures as data: a closed set of kinds that may be stored, posted and shown. */

/** Every way a request can fail, as the person meets it. */
export const errorKinds = [
  'auth',
  'balance',
  'rateLimit',
  'context',
  'model',
  'moderation',
  'invalidRequest',
  'overloaded',
  'server',
  'network',
  'tls',
  'proxy',
  'timeout',
  'interrupted',
  'aborted',
  'badResponse',
  'unknown',
] as const;

/** One of `errorKinds`. */
export type ErrorKind = (typeof errorKinds)[number];

/** What the one button of an error card does. */
export type ErrorAction =
  | 'setApiKey'
  | 'topUp'
  | 'retry'
  | 'selectModel'
  | 'newChat'
  | 'openBaseUrlSetting'
  | 'openProxySetting'
  | 'openCertificateSetting'
  | 'showLog';

/** Why a request was not sent at all: each a cause of our own within its kind. */
export type UnsentReason = 'noKey' | 'keyUnavailable' | 'baseUrl' | 'unencrypted';

/** A failure as plain data; holds no key and no raw HTML. */
export interface ErrorData {
  readonly kind: ErrorKind;
  /** The server's or the system's own words, as text, at most 500 characters. */
  readonly message: string;
  /** Says that nothing was sent, and why. */
  readonly reason?: UnsentReason;
  /** HTTP status, when there was a response. */
  readonly status?: number;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Host (and port) that the request went to. */
  readonly host?: string;
  /** Overrides the kind's usual action. */
  readonly action?: ErrorAction;
}
