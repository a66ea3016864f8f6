/** Validates events that are read from a log. */

import { errorKinds, failureReasons } from '../errors.ts';
import type { ConversationEvent } from './events.ts';
import { logLimits } from '../limits.ts';
import type { ContextItem } from '../model.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
/** A moment that every formatter takes, in milliseconds since the epoch. */
const time: Check = (value) => number(value) && Math.abs(value as number) <= logLimits.time;
/** A place in a text; whether the text is so long is for its reader to find out. */
const offset: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const flag: Check = (value) => typeof value === 'boolean';
const record: Check = (value) => typeof value === 'object' && value !== null;
const textOrNull: Check = (value) => value === null || text(value);
const numberOrNull: Check = (value) => value === null || number(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    record(value) &&
    Object.entries(fields).every(([name, check]) =>
      check((value as Record<string, unknown>)[name]),
    );
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const contextItem: Check = shape({
  id: text,
  kind: oneOf('selection', 'file'),
  path: text,
  startLine: optional(number),
  endLine: optional(number),
  language: optional(text),
  text,
});
const error = shape({
  kind: oneOf(...errorKinds),
  message: text,
  reason: optional(oneOf(...failureReasons)),
  status: optional(number),
  retryAfterMs: optional(number),
  host: optional(text),
  models: optional(list(text)),
  tokens: optional(shape({ limit: number, requested: optional(number) })),
  action: optional(text),
});
const usage = shape({
  prompt: number,
  cached: number,
  uncached: number,
  completion: number,
  reasoning: optional(number),
  estimated: optional(flag),
});
const timing = shape({ firstTextMs: number, textMs: number });
const form = shape({
  at: time,
  path: text,
  headers: optional(list(text)),
  keyless: optional(flag),
  merges: optional(flag),
  sendsReasoning: optional(flag),
  asksForUsage: optional(flag),
  prefix: optional(oneOf('content', 'thinking')),
  begun: optional(shape({ content: number, reasoning: number })),
  extraBody: optional(text),
  withheld: optional(list(text)),
  restored: optional(list(text)),
  altered: optional(list(shape({ field: text, sent: optional(text), words: optional(text) }))),
});
const request = shape({
  profile: oneOf('official', 'legacy', 'compatible'),
  origin: text,
  parameters: shape({
    model: text,
    thinking: oneOf('enabled', 'disabled', 'unset'),
    reasoningEffort: optional(text),
    temperature: optional(number),
    topP: optional(number),
    frequencyPenalty: optional(number),
    presencePenalty: optional(number),
    maxTokens: optional(number),
    stop: optional(list(text)),
    jsonOutput: optional(flag),
    jsonInstruction: optional(flag),
    logprobs: optional(flag),
    topLogprobs: optional(number),
    userId: optional(text),
    stream: optional(flag),
  }),
  after: optional(shape({ turnId: text, messages: number })),
  messageHashes: list(text),
  bodySha256: text,
  repairs: list(text),
  priced: optional(flag),
  form: optional(form),
});

const settings = shape({
  model: optional(text),
  thinking: optional(oneOf('auto', 'on', 'off')),
  reasoningEffort: optional(oneOf('low', 'high', 'max')),
  temperature: optional(numberOrNull),
  topP: optional(numberOrNull),
  frequencyPenalty: optional(numberOrNull),
  presencePenalty: optional(numberOrNull),
  maxTokens: optional(numberOrNull),
  stop: optional(list(text)),
  jsonOutput: optional(flag),
  stream: optional(flag),
  logprobs: optional(flag),
  topLogprobs: optional(numberOrNull),
  systemPrompt: optional(text),
});

const userMessage = shape({ text, context: list(contextItem) });

/** One check for each kind of event; the compiler refuses a kind that is missing here. */
const checks: Readonly<Record<ConversationEvent['type'], Check>> = {
  conversationCreated: shape({
    id: text,
    at: time,
    systemPrompt: text,
    workspace: optional(shape({ uri: text, name: text })),
  }),
  turnStarted: shape({
    turnId: text,
    parentId: textOrNull,
    at: time,
    user: userMessage,
    settings: optional(settings),
    continues: optional(text),
    starter: optional(text),
    withoutTools: optional(flag),
  }),
  requestSent: shape({ turnId: text, request }),
  responseStarted: shape({ turnId: text, responseId: optional(text), traceId: optional(text) }),
  partAppended: shape({
    turnId: text,
    partId: text,
    kind: oneOf('reasoning', 'content'),
    offset,
    text,
    at: time,
    field: optional(text),
  }),
  toolCallRequested: shape({
    turnId: text,
    partId: text,
    at: time,
    callId: text,
    name: text,
    arguments: text,
  }),
  toolCallResolved: shape({ turnId: text, partId: text, result: text }),
  logprobsReported: shape({
    turnId: text,
    partId: text,
    offset,
    tokens: list(
      shape({
        text,
        logprob: number,
        top: optional(list(shape({ text, logprob: number }))),
      }),
    ),
  }),
  usageReported: shape({ turnId: text, usage, timing: optional(timing) }),
  turnEnded: shape({
    turnId: text,
    at: time,
    status: oneOf('complete', 'stopped', 'interrupted', 'failed'),
    finishReason: optional(text),
    error: optional(error),
  }),
  turnsSummarised: shape({
    turnId: text,
    at: time,
    text,
    model: text,
    turns: number,
    usage: optional(usage),
  }),
  summaryUsed: shape({ turnId: text, used: flag }),
  turnHidden: shape({ turnId: text, hidden: flag }),
  turnExcluded: shape({ turnId: text, excluded: flag }),
  contextExcluded: shape({ turnId: text, contextId: text, excluded: flag }),
  messageQueued: shape({
    message: shape({
      id: text,
      user: userMessage,
      starter: optional(text),
      after: textOrNull,
      notBefore: optional(time),
    }),
    before: optional(text),
  }),
  messageUnqueued: shape({ messageId: text }),
  queueOrdered: shape({ messageIds: list(text) }),
  branchSelected: shape({ leaf: textOrNull }),
  titled: shape({ title: text, by: oneOf('person', 'local', 'model') }),
  pinned: shape({ pinned: flag }),
  settingsChanged: shape({ settings }),
};

/** Whether a value read from outside is a context item. */
export function isContextItem(value: unknown): value is ContextItem {
  return contextItem(value);
}

/** Whether this version knows events of this type. */
export function isEventType(type: string): type is ConversationEvent['type'] {
  return Object.hasOwn(checks, type);
}

/** Whether a value read from outside is a conversation event of this version. */
export function isConversationEvent(value: unknown): value is ConversationEvent {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return (
    typeof type === 'string' &&
    isEventType(type) &&
    checks[type](value) &&
    isShallow(value, logLimits.depth)
  );
}

/** Fields that nobody knows come along as well, and what is nested too deeply could be written by nobody again. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
