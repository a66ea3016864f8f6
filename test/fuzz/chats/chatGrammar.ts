/** Generates chats: events as a session creates them, in a valid order. */

import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { Choices } from '../choices.ts';
import { cutText, makeText } from '../texts.ts';

/** What a chat may contain besides questions and answers. */
export interface ChatOptions {
  readonly id: string;
  /** Queued messages and the workspace, which exports do not contain. */
  readonly isOwn: boolean;
}

const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const firstAt = 1_790_000_000_000;

/** Generates the events of one chat. */
export function makeChat({ id, isOwn }: ChatOptions, choices: Choices): ConversationEvent[] {
  const events: ConversationEvent[] = [
    {
      type: 'conversationCreated',
      id,
      at: firstAt,
      systemPrompt: choices.pick(['', 'Be kind']),
      ...(isOwn && choices.happens(0.3) && { workspace: { uri: 'file:///w', name: 'w' } }),
    },
  ];
  const turns = 1 + choices.below(4);
  for (let index = 0; index < turns; index += 1) {
    events.push(...makeTurn(index, choices));
    events.push(...choices.list(1, () => makeMark(index, choices)));
    if (isOwn && choices.happens(0.1)) events.push(...makeQueue(index, choices));
  }
  if (choices.happens(0.5)) {
    events.push({
      type: 'titled',
      title: makeText(choices, 2),
      by: choices.pick(['local', 'person']),
    });
  }
  return events;
}

function makeTurn(index: number, choices: Choices): ConversationEvent[] {
  const turnId = `t${index}`;
  const at = firstAt + index * 60_000;
  const parent = index - 1 - choices.size(index - 1);
  const of = { turnId, at: at + 1_000 };
  const context = choices.list(1, () => ({
    id: 'c1',
    kind: choices.pick(['selection', 'file']),
    path: 'src/a.ts',
    startLine: 1,
    endLine: 2,
    language: 'typescript',
    text: makeText(choices),
  }));
  const continues = index > 0 && choices.happens(0.15) ? `t${choices.below(index)}` : undefined;
  const events: ConversationEvent[] = [
    {
      type: 'turnStarted',
      turnId,
      parentId: parent < 0 ? null : `t${parent}`,
      at,
      user: { text: makeText(choices), context },
      ...(continues !== undefined && { continues }),
      ...(continues === undefined && choices.happens(0.1) && { starter: 'Sure, ' }),
      ...(choices.happens(0.1) && { settings: { model: 'deepseek-v4-pro', temperature: null } }),
    },
  ];
  if (choices.happens(0.7)) events.push(makeRequest(turnId, index, at, choices));
  if (choices.happens(0.5)) events.push({ type: 'responseStarted', turnId, responseId: 'r1' });
  const prefix = continues === undefined ? '' : `${turnId}-`;
  if (choices.happens(0.4)) {
    events.push(...makePart(of, `${prefix}p1`, 'reasoning', choices));
  }
  events.push(...makePart(of, `${prefix}p2`, 'content', choices));
  if (choices.happens(0.15)) events.push(...makeToolCall(of, `${prefix}p3`, choices));
  if (choices.happens(0.4)) {
    const usage = { prompt: 80, cached: 64, uncached: 16, completion: 42, reasoning: 30 };
    events.push({ type: 'usageReported', turnId, usage, timing: { firstTextMs: 10, textMs: 20 } });
  }
  if (choices.happens(0.05)) return events;
  const status = choices.pick(['complete', 'stopped', 'interrupted', 'failed']);
  const error = { kind: 'rateLimit' as const, message: 'slow', status: 429, host: 'h' };
  events.push({
    type: 'turnEnded',
    turnId,
    at: at + 9_000,
    status,
    ...(status === 'complete' && { finishReason: choices.pick(['stop', 'length', 'tool_calls']) }),
    ...(status === 'failed' && { error }),
  });
  return events;
}

function makeRequest(
  turnId: string,
  index: number,
  at: number,
  choices: Choices,
): ConversationEvent {
  return {
    type: 'requestSent',
    turnId,
    request: {
      profile: 'official',
      origin: 'https://api.deepseek.com',
      parameters: { model: 'deepseek-flash', thinking: 'enabled', reasoningEffort: 'high' },
      ...(index > 0 && { after: { turnId: `t${index - 1}`, messages: 2 * index } }),
      messageHashes: [hash, hash],
      bodySha256: hash,
      repairs: [],
      ...(choices.happens(0.5) && {
        form: { at, path: '/chat/completions', headers: ['X-Team'], asksForUsage: true as const },
      }),
    },
  };
}

function makePart(
  of: { readonly turnId: string; readonly at: number },
  partId: string,
  kind: 'reasoning' | 'content',
  choices: Choices,
): ConversationEvent[] {
  let offset = 0;
  const field = kind === 'reasoning' ? { field: 'reasoning_content' } : {};
  const events: ConversationEvent[] = [];
  for (const text of cutText(makeText(choices), choices)) {
    if (text === '') continue;
    // A log is UTF-8, so surrogate pairs are never split across events.
    events.push({ type: 'partAppended', ...of, partId, kind, offset, text, ...field });
    offset += text.length;
  }
  if (choices.happens(0.1)) {
    const tokens = [{ text: 'text', logprob: -0.5, top: [{ text: 'T', logprob: -1 }] }];
    events.push({ type: 'logprobsReported', turnId: of.turnId, partId, offset: 0, tokens });
  }
  return events;
}

function makeToolCall(
  of: { readonly turnId: string; readonly at: number },
  partId: string,
  choices: Choices,
): ConversationEvent[] {
  const call = { callId: 'call_1', name: 'read_file', arguments: '{"path":"a.ts"}' };
  return [
    { type: 'toolCallRequested', ...of, partId, ...call },
    ...choices.list(1, () => ({
      type: 'toolCallResolved' as const,
      turnId: of.turnId,
      partId,
      result: makeText(choices),
    })),
  ];
}

/** What a user does with a turn or chat afterwards. */
function makeMark(index: number, choices: Choices): ConversationEvent {
  const turnId = `t${choices.below(index + 1)}`;
  const summary = { text: makeText(choices), model: 'deepseek-flash', turns: 1 };
  return choices.pick<ConversationEvent>([
    { type: 'pinned', pinned: true },
    { type: 'turnHidden', turnId, hidden: true },
    { type: 'turnExcluded', turnId, excluded: true },
    { type: 'contextExcluded', turnId, contextId: 'c1', excluded: true },
    { type: 'branchSelected', leaf: turnId },
    { type: 'turnsSummarised', turnId, at: firstAt + 1, ...summary },
    { type: 'summaryUsed', turnId, used: false },
    { type: 'settingsChanged', settings: { model: 'deepseek-v4-pro', stop: ['x'], topP: 0.5 } },
  ]);
}

function makeQueue(index: number, choices: Choices): ConversationEvent[] {
  const user = { text: makeText(choices), context: [] };
  const message = { id: `q${index}`, user, after: `t${index}`, notBefore: firstAt };
  return [
    { type: 'messageQueued', message },
    ...choices.list(1, () =>
      choices.pick<ConversationEvent>([
        { type: 'messageUnqueued', messageId: `q${index}` },
        { type: 'queueOrdered', messageIds: [`q${index}`] },
      ]),
    ),
  ];
}

/** Names that readers of chats look up. */
export const chatVocabulary = [
  'type',
  'turnId',
  'partId',
  'parentId',
  'at',
  'offset',
  'text',
  'kind',
  'user',
  'context',
  'settings',
  'continues',
  'starter',
  'request',
  'form',
  'path',
  'origin',
  'headers',
  'extraBody',
  'messageHashes',
  'usage',
  'prompt',
  'status',
  'error',
  'leaf',
  'hidden',
  'tokens',
  'logprob',
  'top',
  'message',
  'messageIds',
  'notBefore',
  'format',
  'version',
  'events',
  'title',
  'messages',
  'role',
  'content',
  'schema',
  'reasoning_content',
  'generation',
  'id',
  'systemPrompt',
  'workspace',
  'name',
] as const;
