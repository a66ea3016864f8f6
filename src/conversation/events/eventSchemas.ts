/** Schemas of conversation events, from which their types, the log's guard and an import's known fields follow. */

import { errorSchema } from '../errors.ts';
import {
  endStatus,
  queuedMessageSchema,
  requestSchema,
  tokenSchema,
  userMessageSchema,
  workspaceSchema,
  type FinishReason,
} from '../model.ts';
import { settingsSchema } from '../schema/parameterSchemas.ts';
import {
  answer,
  count,
  flag,
  id,
  mark,
  name,
  nameOf,
  offset,
  text,
  time,
} from '../schema/plainSchemas.ts';
import { list, local, object, oneOf, optional, orNull } from '../schema/schema.ts';
import { timingSchema, usageSchema } from '../usage.ts';

/** Times are milliseconds since the epoch, offsets and lengths are UTF-16 code units. */
export const eventSchemas = {
  conversationCreated: object({
    id: name,
    at: time,
    systemPrompt: text,
    workspace: local(optional(workspaceSchema)),
  }),
  turnStarted: object({
    turnId: id,
    parentId: orNull(id),
    at: time,
    user: userMessageSchema,
    /** Settings for this turn only. */
    settings: optional(settingsSchema),
    /** The cut-off turn that this one continues. Its parts are not stored again. */
    continues: optional(id),
    /** Prefill: text from the user that the answer starts with, stored as its first part. */
    starter: optional(text),
    /** Tool calls are forbidden because the model leaked one into its previous answer. */
    withoutTools: optional(mark),
  }),
  requestSent: object({ turnId: id, request: requestSchema }),
  responseStarted: object({ turnId: id, responseId: optional(name), traceId: optional(name) }),
  /** Text arrived; the first event of a part creates it. Adjacent events may be merged, keeping the first `at`. */
  partAppended: object({
    turnId: id,
    partId: id,
    kind: oneOf('reasoning', 'content'),
    /** Offset in the part's text. */
    offset,
    text: answer,
    at: time,
    /** For reasoning: the field it arrived under. */
    field: optional(name),
  }),
  toolCallRequested: object({
    turnId: id,
    partId: id,
    at: time,
    callId: name,
    name,
    arguments: text,
  }),
  toolCallResolved: object({ turnId: id, partId: id, result: text }),
  /** Log probabilities of consecutive tokens in a part; `offset` is where the first one starts. */
  logprobsReported: object({ turnId: id, partId: id, offset, tokens: list(tokenSchema) }),
  usageReported: object({ turnId: id, usage: usageSchema, timing: optional(timingSchema) }),
  turnEnded: object({
    turnId: id,
    at: time,
    status: endStatus,
    finishReason: optional(nameOf<FinishReason>()),
    error: optional(errorSchema),
  }),
  turnHidden: object({ turnId: id, hidden: flag }),
  turnExcluded: object({ turnId: id, excluded: flag }),
  contextExcluded: object({ turnId: id, contextId: name, excluded: flag }),
  /** Queues a message at the end or before another one; a queued message is updated in place. */
  messageQueued: local(object({ message: queuedMessageSchema, before: optional(id) })),
  messageUnqueued: local(object({ messageId: id })),
  queueOrdered: local(object({ messageIds: list(id) })),
  /** A summary replaces the turn and all earlier ones in requests. */
  turnsSummarised: object({
    turnId: id,
    at: time,
    text,
    model: name,
    turns: count,
    usage: optional(usageSchema),
  }),
  /** Uses the summary, or sends the original turns again. */
  summaryUsed: object({ turnId: id, used: flag }),
  branchSelected: object({ leaf: orNull(id) }),
  titled: object({ title: name, by: oneOf('person', 'local', 'model') }),
  pinned: object({ pinned: flag }),
  settingsChanged: object({ settings: settingsSchema }),
};
