/** Failures as data: a closed set of kinds that can be stored, posted and shown. */

import { count, name, nameOf, number, text } from './schema/plainSchemas.ts';
import { list, local, object, oneOf, optional, type Infer } from './schema/schema.ts';

/** Every way a request can fail, as shown to the user. */
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

/** What the button of an error card does. */
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

/** Why a request was not sent: local causes that refine a kind. */
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

/** Every local cause: nothing was sent, or no response arrived. */
export const failureReasons = [...unsentReasons, 'emptyAnswer'] as const;

/** One of `failureReasons`. */
export type FailureReason = (typeof failureReasons)[number];

/** A failure as plain data; holds no key and no raw HTML. */
export const errorSchema = object({
  kind: oneOf(...errorKinds),
  /** The message from the server or system, as plain text, at most 500 characters. */
  message: text,
  /** A more specific cause than the kind. */
  reason: optional(oneOf(...failureReasons)),
  /** HTTP status, if there was a response. */
  status: optional(number),
  /** The server's requested delay before a retry, in milliseconds. */
  retryAfterMs: optional(count),
  /** Host (and port) that the request went to. */
  host: optional(name),
  /** Models that the server lists, if the requested one is unknown. */
  models: optional(list(name)),
  /** The model's token limit and the requested tokens, if the request was too long. */
  tokens: optional(object({ limit: count, requested: optional(count) })),
  /** Overrides the kind's default action. */
  action: local(optional(nameOf<ErrorAction>())),
});

/** The type that `errorSchema` validates. */
export type ErrorData = Infer<typeof errorSchema>;
