/** Failures as data: a closed set of kinds that may be stored, posted and shown. */

import { count, name, nameOf, number, text } from './schema/plainSchemas.ts';
import { list, local, object, oneOf, optional, type Infer } from './schema/schema.ts';

/** Every way a request can fail, as the user meets it. */
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
export const errorActions = [
  'setApiKey',
  'topUp',
  'retry',
  'selectModel',
  'newChat',
  'openBaseUrlSetting',
  'openProxySetting',
  'openCertificateSetting',
  'takeBack',
  'updateModelSetting',
  'takeOver',
  'branchChat',
  'summarise',
  'summariseToNew',
  'cancelSummary',
  'dismissSummary',
  'dropAttachments',
  'showLog',
  'reloadWindow',
] as const;

/** One of `errorActions`. */
export type ErrorAction = (typeof errorActions)[number];

/** Why a request was not sent at all: each a cause of our own within its kind. */
export const unsentReasons = [
  'noKey',
  'keyUnavailable',
  'baseUrl',
  'unencrypted',
  'spendLimit',
  'notLoaded',
] as const;

/** One of `unsentReasons`. */
export type UnsentReason = (typeof unsentReasons)[number];

/** Every cause of our own: nothing was sent, or nothing came back. */
export const failureReasons = [...unsentReasons, 'emptyAnswer'] as const;

/** One of `failureReasons`. */
export type FailureReason = (typeof failureReasons)[number];

/** A failure as plain data; holds no key and no raw HTML. */
export const errorSchema = object({
  kind: oneOf(...errorKinds),
  /** The server's or the system's own words, as text, at most 500 characters. */
  message: text,
  /** A cause that the kind alone does not tell. */
  reason: optional(oneOf(...failureReasons)),
  /** HTTP status, when there was a response. */
  status: optional(number),
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs: optional(count),
  /** Host (and port) that the request went to. */
  host: optional(name),
  /** The models that the server says it has, when it did not know the one it was asked for. */
  models: optional(list(name)),
  /** Tokens that the model takes, and that were asked for, when it was too much. */
  tokens: optional(object({ limit: count, requested: optional(count) })),
  /** Overrides the kind's usual action. */
  action: local(optional(nameOf<ErrorAction>())),
});

/** What `errorSchema` declares. */
export type ErrorData = Infer<typeof errorSchema>;
