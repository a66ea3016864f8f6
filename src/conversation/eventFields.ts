/** The fields that an event from outside may bring along: what is not named here is left behind. */

import type { ConversationEvent } from './events.ts';

/** `true` is a plain value; an array holds the shape of its items. */
type Shape = true | readonly [Shape] | { readonly [name: string]: Shape };

type Fields = Readonly<Record<string, Shape>>;

const plain = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, true]));

const item = plain('id', 'kind', 'path', 'startLine', 'endLine', 'language', 'text');
const sampling: Fields = {
  ...plain('temperature', 'topP', 'frequencyPenalty', 'presencePenalty', 'maxTokens'),
  ...plain('jsonOutput', 'stream', 'logprobs', 'topLogprobs'),
  stop: [true],
};
const settings: Fields = {
  ...plain('model', 'thinking', 'reasoningEffort', 'systemPrompt'),
  ...sampling,
};
const usage = plain('prompt', 'cached', 'uncached', 'completion', 'reasoning', 'estimated');
const user: Fields = { text: true, context: [item] };
const form: Fields = {
  ...plain('at', 'path', 'keyless', 'merges', 'sendsReasoning', 'asksForUsage', 'prefix'),
  ...{ headers: [true], withheld: [true], restored: [true] },
  extraBody: true,
  begun: plain('content', 'reasoning'),
  altered: [plain('field', 'sent', 'words')],
};
const request: Fields = {
  ...plain('profile', 'origin', 'bodySha256', 'priced'),
  parameters: {
    ...plain('model', 'thinking', 'reasoningEffort', 'jsonInstruction', 'userId'),
    ...sampling,
  },
  after: plain('turnId', 'messages'),
  messageHashes: [true],
  repairs: [true],
  form,
};
const error: Fields = {
  ...plain('kind', 'message', 'reason', 'status', 'retryAfterMs', 'host'),
  models: [true],
  tokens: plain('limit', 'requested'),
};

const shapes: Readonly<Record<ConversationEvent['type'], Fields>> = {
  conversationCreated: plain('id', 'at', 'systemPrompt'),
  turnStarted: {
    ...plain('turnId', 'parentId', 'at', 'continues', 'starter', 'withoutTools'),
    settings,
    user,
  },
  requestSent: { turnId: true, request },
  responseStarted: plain('turnId', 'responseId', 'traceId'),
  partAppended: plain('turnId', 'partId', 'kind', 'offset', 'text', 'at', 'field'),
  logprobsReported: {
    ...plain('turnId', 'partId', 'offset'),
    tokens: [{ ...plain('text', 'logprob'), top: [plain('text', 'logprob')] }],
  },
  toolCallRequested: plain('turnId', 'partId', 'at', 'callId', 'name', 'arguments'),
  toolCallResolved: plain('turnId', 'partId', 'result'),
  usageReported: { turnId: true, usage, timing: plain('firstTextMs', 'textMs') },
  turnEnded: { ...plain('turnId', 'at', 'status', 'finishReason'), error },
  turnsSummarised: { ...plain('turnId', 'at', 'text', 'model', 'turns'), usage },
  summaryUsed: plain('turnId', 'used'),
  turnHidden: plain('turnId', 'hidden'),
  turnExcluded: plain('turnId', 'excluded'),
  contextExcluded: plain('turnId', 'contextId', 'excluded'),
  messageQueued: {
    message: { ...plain('id', 'starter', 'after', 'notBefore'), user },
    before: true,
  },
  messageUnqueued: plain('messageId'),
  queueOrdered: { messageIds: [true] },
  branchSelected: plain('leaf'),
  titled: plain('title', 'by'),
  pinned: plain('pinned'),
  settingsChanged: { settings },
};

/** The same event with its known fields alone, and with well-formed texts. */
export function withKnownFields(event: ConversationEvent): ConversationEvent {
  const fields = keep(event, { ...shapes[event.type], type: true });
  return fields as ConversationEvent;
}

/** A copy that has what the shape names; `undefined` where the value is of another kind. */
function keep(value: unknown, shape: Shape): unknown {
  if (shape === true) {
    if (typeof value === 'string') return value.toWellFormed();
    return typeof value === 'object' && value !== null ? undefined : value;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(shape)) {
    return Array.isArray(value) ? value.map((one: unknown) => keep(one, shape[0])) : undefined;
  }
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(shape)) {
    if (!Object.hasOwn(value, name)) continue;
    const copy = keep((value as Readonly<Record<string, unknown>>)[name], inner);
    if (copy !== undefined) kept[name] = copy;
  }
  return kept;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
