/** All states of the panel by name: for screenshots, accessibility and the pseudo-locale. */

import type { TextPart } from '../../../src/conversation/model.ts';
import type { Fact } from '../../../src/protocol/messages.ts';
import {
  chips,
  content,
  idleParameters,
  makeOpenTurn,
  makeRequest,
  makeTurn,
  queued,
  reasoning,
  receipts,
  sampleReceipt,
  showcase,
  snapshot,
} from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { everyBlock, manyLanguages } from '../markdown/richAnswers.ts';

const markdownSample = [
  '# Heading\n\nA paragraph with `inline code`, *emphasis*, a [link](https://example.com/a) and www.example.org.',
  '- one\n- two\n  - nested\n\n1. first\n2. second\n\n- [x] done\n- [ ] open',
  '> A quotation\n> of two lines.',
  '![a cat](https://evil.example/cat.png)',
  '```\nplain code\n```',
  '| a very wide table | with many columns | that scrolls | inside itself |\n|---|:-:|--:|---|\n| averyveryveryverylongword | b | c | d |',
  '---\n\nAnInterminableWordThatHasNoPlaceToBreakAndGoesOnAndOnAndOnAndOnAndOn.',
].join('\n\n');

const jsonRequest = makeRequest({
  parameters: { model: 'deepseek-flash', thinking: 'enabled', jsonOutput: true },
});

/** An answer that says how sure the model was. */
const tokenPart: TextPart = {
  kind: 'content',
  id: 'c',
  text: 'Paris is big.\nYes.',
  startedAt: 7000,
  tokens: [
    { at: 0, text: 'Paris', logprob: -0.01, top: [{ text: 'Rome', logprob: -4 }] },
    { at: 5, text: ' is', logprob: -0.3 },
    { at: 8, text: ' big', logprob: -0.9 },
    { at: 12, text: '.', logprob: -3, top: [{ text: '!', logprob: -2 }] },
    { at: 13, text: '\n', logprob: -9999 },
  ],
};

/** Shows a scene as the nth of a page, in a chat of its own; resolves to the facts posted for it. */
export async function showScene(panel: PanelPage, name: string, nth = 0): Promise<readonly Fact[]> {
  const first = scenes[name]!();
  const then = openParts[name] ?? {};
  const facts = [first, ...(then.facts ?? [])].map((fact, index) => {
    const revision = nth * 10 + index + 1;
    return fact.type === 'snapshot'
      ? { ...fact, revision, window: { ...fact.window, id: `chat-${String(nth)}` } }
      : { ...fact, revision };
  });
  await panel.post(...facts);
  if (then.button !== undefined) {
    await panel.page.locator(then.button).first().click();
    await panel.post();
  }
  if (then.until !== undefined) {
    // Colours and formulas come in idle time, to what is in sight or near it first.
    const wanted = panel.page.locator(then.until);
    await wanted.first().waitFor({ state: 'attached' });
  }
  return facts;
}

const item = { turns: 2, pinned: false };

/** What is opened in a scene after its snapshot. */
const openParts: Record<
  string,
  | { readonly facts?: readonly Fact[]; readonly button?: string; readonly until?: string }
  | undefined
> = {
  find: {
    facts: [
      { type: 'focusFind', revision: 0 },
      {
        type: 'found',
        revision: 0,
        query: '',
        matchCase: false,
        reasoning: false,
        hits: [{ turnId: 'a', place: 'answer', count: 3 }],
        more: false,
      },
    ],
  },
  everyBlock: { until: '[data-tex][data-set]' },
  languages: { until: '[data-language="ts"] .hljs-keyword' },
  showcase: { facts: [receipts(0, { t1: sampleReceipt })] },
  menu: { button: '[data-action="more"]' },
  hidden: { button: '[data-action="copyCode"]' },
  models: { button: '.ds-picker--model' },
  otherWays: { button: '[data-action="again"]' },
  chats: {
    facts: [
      { type: 'showHistory', revision: 0 },
      {
        type: 'history',
        revision: 0,
        query: '',
        scope: 'workspace',
        workspace: 'work',
        items: [
          { ...item, id: 'p', title: '1 of 2', at: Date.now(), pinned: true, here: true },
          { ...item, id: 'q', title: '', at: Date.now() - 9e7, mark: 'unseen' },
          { ...item, id: 'r', title: 'c', at: Date.now() - 9e7, mark: 'running', readOnly: true },
        ],
        from: 0,
        done: true,
        more: false,
        deleted: { id: 'x', title: '1 of 3' },
      },
    ],
  },
  noChats: {
    facts: [
      { type: 'showHistory', revision: 0 },
      {
        type: 'history',
        revision: 0,
        query: '',
        scope: 'workspace',
        workspace: 'work',
        items: [],
        from: 0,
        done: true,
        more: false,
        deleted: null,
      },
    ],
  },
};

/** Each scene as a snapshot made when it is shown; a list of chats stays open, so it comes last. */
export const scenes: Record<string, () => Fact> = {
  showcase: () =>
    snapshot(
      showcase,
      {},
      {
        draft: 'Show me the same fix there',
        context: chips(
          'src/sse.go:1-40',
          'packages/server/src/streaming/internal/aVeryLongNameOfAFileThatNeverEnds.test.ts:1200-1348',
        ),
      },
    ),
  branches: () =>
    snapshot(
      [
        ...showcase.slice(0, 1).map((turn) => ({ ...turn, excludedContext: ['x'] })),
        makeTurn('second', { excluded: true }),
      ],
      {},
      { branches: { second: { position: 2, count: 3, previous: { turnId: 'a', leaf: 'a' } } } },
    ),
  altered: () =>
    snapshot([
      makeTurn('a', {
        request: makeRequest({
          repairs: ['jsonUnsupported', 'maxTokens'],
          form: {
            at: 0,
            path: '/chat/completions',
            altered: [
              { field: 'response_format', words: 'No Json Output here.' },
              { field: 'max_tokens', sent: '8192', words: 'the valid range of max_tokens' },
            ],
          },
        }),
      }),
    ]),
  models: () =>
    snapshot([], {
      models: ['deepseek-flash', 'deepseek-chat'],
      modelNotes: { 'deepseek-chat': 'deepseek-flash' },
      modelListing: { kind: 'network', message: '' },
    }),
  empty: () => snapshot([], { key: 'missing' }),
  emptyWithKey: () => snapshot([], { thinkingFixed: 'deepseek-reasoner always thinks.' }),
  recents: () =>
    snapshot([], {
      recents: [
        { id: 'a', title: '1 of 2', at: Date.now(), turns: 1, pinned: false, mark: 'running' },
        { id: 'b', title: 'c', at: 0, turns: 12, pinned: true, mark: 'unseen' },
      ],
    }),
  markdown: () =>
    snapshot([makeTurn('m', { parts: [content(markdownSample)] })], {}, { earlier: 3 }),
  everyBlock: () => snapshot([makeTurn('m', { parts: [content(everyBlock)] })]),
  languages: () => snapshot([makeTurn('m', { parts: [content(manyLanguages)] })]),
  thinking: () =>
    snapshot(
      [
        makeTurn('a', { status: 'interrupted' }),
        makeOpenTurn('b', {
          parts: [reasoning('Let me see what the loop does.', Date.now() - 12_000)],
        }),
      ],
      { activity: { kind: 'streaming' } },
    ),
  endings: () =>
    snapshot([
      makeTurn('a', { parts: [reasoning('It is 42, since six by nine is…')] }),
      makeTurn('b', {
        parts: [content('I shall look.\n\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read{}')],
      }),
      makeTurn('c', { finishReason: 'content_filter' }),
      makeTurn('d', { finishReason: 'length' }),
    ]),
  confidence: () => snapshot([makeTurn('k', { parts: [tokenPart] })]),
  waiting: () =>
    snapshot(
      [makeTurn('a', { status: 'stopped' })],
      { queueHeld: 'stopped' },
      { queue: [...queued('1 of 2'), { ...queued('2 of 2')[0]!, notBefore: Date.now() + 3.6e6 }] },
    ),
  queued: () =>
    snapshot([makeTurn('a'), makeOpenTurn('b')], {
      activity: { kind: 'queued', elapsedMs: 35_000 },
      notices: [{ id: 'n', text: '1 of 2', action: 'openBaseUrlSetting' }],
    }),
  json: () =>
    snapshot(
      [
        makeTurn('a', {
          parts: [content('{"a":[1,"x",{"b":{"c":null}}],"d":{}}')],
          request: jsonRequest,
        }),
        makeTurn('b', { parts: [content('{"a":')], finishReason: 'length', request: jsonRequest }),
        makeTurn('c', { parts: [content('{a}')], request: jsonRequest }),
        makeTurn('d', { parts: [content(' ')], request: jsonRequest }),
      ],
      { parameters: { ...idleParameters, changed: ['jsonOutput', 'temperature'] } },
    ),
  retrying: () =>
    snapshot([makeTurn('a', { status: 'stopped' }), makeOpenTurn('b')], {
      activity: { kind: 'retrying', inMs: 7000, attempt: 1, reason: 'overloaded' },
    }),
  readByOther: () =>
    snapshot([makeTurn('a')], {
      onlyShown: true,
      notices: [{ id: 'n', text: '1 of 2', action: 'takeOver' }],
    }),
  hidden: () =>
    snapshot([
      makeTurn('a', {
        parts: [
          content(
            `\`1\u200B2\`, 3${'\u0301'.repeat(60)}, 4\u202E5\n\n\`\`\`\nif (1\u202E\u2066) 2\u2069\n\`\`\``,
          ),
        ],
      }),
      makeTurn('b', {
        status: 'failed',
        parts: [],
        error: { kind: 'unknown', message: 'odd\u202E', host: 'h.example' },
      }),
    ]),
  find: () => snapshot(showcase),
  menu: () => snapshot([makeTurn('a')]),
  otherWays: () => snapshot([makeTurn('a')]),
  chats: () => snapshot([makeTurn('a')]),
  noChats: () => snapshot([]),
};
