/** The schemas of conversation events: their types, the log's guard and an import's known fields follow from these. */

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
    /** Choices for this turn only. */
    settings: optional(settingsSchema),
    /** The cut turn that it goes on from: it begins with that turn's parts, which are not stored again. */
    continues: optional(id),
    /** Words that the user gave the answer to begin with; its first part holds them. */
    starter: optional(text),
    /** Tool calls are forbidden, since the model wrote one into its answer before. */
    withoutTools: optional(mark),
  }),
  requestSent: object({ turnId: id, request: requestSchema }),
  responseStarted: object({ turnId: id, responseId: optional(name), traceId: optional(name) }),
  /** Text arrived; the first one of a part makes it. Adjacent ones may be merged, keeping the first's `at`. */
  partAppended: object({
    turnId: id,
    partId: id,
    kind: oneOf('reasoning', 'content'),
    /** Where in the part's text this begins. */
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
  /** How sure the model was of tokens that follow each other in a part; `offset` is where the first begins. */
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
  /** Waits at the end of the queue, or before another one; known already, it is changed in its place. */
  messageQueued: local(object({ message: queuedMessageSchema, before: optional(id) })),
  messageUnqueued: local(object({ messageId: id })),
  queueOrdered: local(object({ messageIds: list(id) })),
  /** A summary replaces the turn and all before it in requests. */
  turnsSummarised: object({
    turnId: id,
    at: time,
    text,
    model: name,
    turns: count,
    usage: optional(usageSchema),
  }),
  /** Puts the summary in use, or sends its turns themselves again. */
  summaryUsed: object({ turnId: id, used: flag }),
  branchSelected: object({ leaf: orNull(id) }),
  titled: object({ title: name, by: oneOf('person', 'local', 'model') }),
  pinned: object({ pinned: flag }),
  settingsChanged: object({ settings: settingsSchema }),
};
