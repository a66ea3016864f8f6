/** Conversations and panel states to show. */

import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { Part, QueuedMessage, RequestRecord, Turn } from '../../src/conversation/model.ts';
import { parameterRanges } from '../../src/platform/settings/parameterRanges.ts';
import type { ConversationWindow } from '../../src/protocol/window.ts';
import type { ContextChip, Fact, PanelState } from '../../src/protocol/messages.ts';
import type { TurnReceipt, TurnReceipts } from '../../src/protocol/receipts.ts';
import type { PanelParameters } from '../../src/protocol/panelParameters.ts';

/** The parameters of a chat that has chosen nothing, on today's API with thinking on. */
export const idleParameters: PanelParameters = {
  values: {
    model: 'auto',
    thinking: 'on',
    reasoningEffort: 'high',
    temperature: null,
    topP: null,
    frequencyPenalty: null,
    presencePenalty: null,
    maxTokens: null,
    stop: [],
    jsonOutput: false,
    stream: true,
    logprobs: false,
    topLogprobs: null,
    systemPrompt: '',
  },
  changed: [],
  unsent: {},
  hints: {},
  ranges: { ...parameterRanges, maxTokens: { ...parameterRanges.maxTokens, max: 393_216 } },
  systemText: '',
  systemFrozen: false,
  prompts: {},
  notes: [],
};

/** A panel with a key and nothing going on. */
export const idlePanel: PanelState = {
  key: 'present',
  host: 'api.deepseek.com',
  model: 'deepseek-flash',
  models: ['deepseek-flash', 'deepseek-v4-pro'],
  thinking: 'on',
  effort: 'high',
  thinkingByDefault: true,
  sendsEffort: true,
  parameters: idleParameters,
  sendWith: 'enter',
  activity: null,
  notices: [],
};

/** A finished turn of one answer, changed as wished. */
export function makeTurn(id: string, change: Partial<Turn> = {}): Turn {
  return {
    id,
    parentId: null,
    startedAt: 1000,
    endedAt: 9000,
    user: { text: `Question ${id}`, context: [] },
    parts: [content(`Answer ${id}`)],
    status: 'complete',
    finishReason: 'stop',
    ...change,
  };
}

/** What is kept of a request, changed as wished. */
export function makeRequest(change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    profile: 'official',
    origin: 'https://api.deepseek.com',
    parameters: { model: 'deepseek-flash', thinking: 'enabled' },
    messageHashes: [],
    bodySha256: '',
    repairs: [],
    ...change,
  };
}

/** A turn that still runs. */
export function makeOpenTurn(id: string, change: Partial<Turn> = {}): Turn {
  return {
    id,
    parentId: null,
    startedAt: Date.now(),
    user: { text: `Question ${id}`, context: [] },
    parts: [],
    status: 'inProgress',
    ...change,
  };
}

/** A part of the answer. */
export function content(text: string, startedAt = 7000): Part {
  return { kind: 'content', id: 'c', text, startedAt };
}

/** A part of reasoning. */
export function reasoning(text: string, startedAt = 1000): Part {
  return { kind: 'reasoning', id: 'r', text, startedAt };
}

/** A snapshot of turns that follow each other. */
export function snapshot(
  turns: readonly Turn[],
  panel: Partial<PanelState> = {},
  rest: {
    revision?: number;
    earlier?: number;
    later?: number;
    show?: string | null | undefined;
    draft?: string;
    context?: readonly ContextChip[];
    id?: string;
    branches?: ConversationWindow['branches'];
    queue?: readonly QueuedMessage[];
  } = {},
): Fact {
  return {
    type: 'snapshot',
    revision: rest.revision ?? 1,
    window: {
      id: rest.id ?? 'chat-1',
      title: null,
      settings: {},
      turns: turns.map((turn, index) => ({
        ...turn,
        parentId: turns[index - 1]?.id ?? turn.parentId,
      })),
      earlier: rest.earlier ?? 0,
      branches: rest.branches ?? {},
      later: rest.later ?? 0,
      ...(rest.queue === undefined ? {} : { queue: rest.queue }),
    },
    panel: { ...idlePanel, ...panel },
    draft: rest.draft ?? '',
    context: rest.context ?? [],
    ...(rest.show === undefined ? {} : { show: rest.show }),
  };
}

/** Chips of selections, by their labels. */
export function chips(...labels: readonly string[]): readonly ContextChip[] {
  return labels.map((label, index) => ({ id: `chip-${index}`, kind: 'selection', label }));
}

/** Messages that wait, with their texts as ids. */
export function queued(...texts: readonly string[]): readonly QueuedMessage[] {
  return texts.map((text) => ({ id: text, user: { text, context: [] }, after: null }));
}

/** Events as one fact. */
export function events(revision: number, ...list: ConversationEvent[]): Fact {
  return { type: 'events', revision, events: list };
}

/** The panel's state as a fact. */
export function panelFact(revision: number, change: Partial<PanelState>): Fact {
  return { type: 'panel', revision, panel: { ...idlePanel, ...change } };
}

/** What an answer took. */
export const sampleReceipt: TurnReceipt = {
  line: ['1.2k in (48% cached)', '310 out', '≈ $0.0004', '42 tokens/s'],
  details: [
    'Input from the cache: 581 × $0.006 per million = $0.0000035',
    'Other input: 629 × $0.30 per million = $0.00019',
    'Output: 310 × $1.20 per million = $0.00037, 120 tokens of it reasoning',
    'Cost: ≈ $0.00056',
    'Peak price, by its start at 09:12.',
    'Price list of Oct 17, 2026.',
    'Public holidays in China are off-peak and not known here; then this is too high.',
    'First text after 1.2 s, then 42 tokens/s.',
  ],
};

/** Receipts as a fact. */
export function receipts(revision: number, byTurn: TurnReceipts): Fact {
  return { type: 'receipts', revision, receipts: byTurn };
}

/** The turns of the drawings. */
export const showcase: readonly Turn[] = [
  makeTurn('t1', {
    user: {
      text: 'Why does this drop the last event when the stream ends without a blank line?',
      context: [
        {
          id: 'x',
          kind: 'selection',
          path: 'src/parser.ts',
          startLine: 10,
          endLine: 24,
          language: 'typescript',
          text: '…',
        },
      ],
    },
    parts: [
      reasoning(
        'The loop only flushes on an empty line. At end of input the buffer still holds one event…',
      ),
      content(
        [
          'The buffer is flushed **only on an empty line**, so an event that the server ends by closing the socket never leaves it. Flush once more at the end:',
          '',
          '```ts:parser.ts',
          'for await (const line of lines) feed(line);',
          'if (buffer.length) dispatch(buffer); // last event of a closed socket',
          '```',
          '',
          '| Ending | Before | After |',
          '|---|---|---|',
          '| blank line | kept | kept |',
          '| socket closed | lost | kept |',
        ].join('\n'),
      ),
    ],
    usage: { prompt: 1210, cached: 1162, uncached: 48, completion: 310, reasoning: 418 },
  }),
  makeTurn('t2', {
    user: { text: 'And in Go?', context: [] },
    parts: [],
    status: 'failed',
    error: {
      kind: 'overloaded',
      message: 'Service is too busy. Please try again later.',
      status: 503,
      host: 'api.deepseek.com',
    },
  }),
];
