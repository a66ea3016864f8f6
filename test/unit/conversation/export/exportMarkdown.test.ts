import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import {
  toDistilled,
  toFence,
  toMarkdown,
} from '../../../../src/conversation/export/exportMarkdown.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';

const texts = {
  untitled: 'Chat',
  you: 'You',
  deepSeek: 'DeepSeek',
  reasoning: 'Reasoning',
  tool: 'Tool',
  result: 'Result',
  usage: '{0} in ({1} cached), {2} out',
  incomplete: 'Incomplete.',
  summary: 'Summary of {0}',
};
const all = { reasoning: true, tools: true, usage: true };
const code = 'const fence = "```";\n````\nx';
const at = { turnId: 't1', at: 1 } as const;
const events: readonly ConversationEvent[] = [
  { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
  {
    ...at,
    type: 'turnStarted',
    parentId: null,
    user: {
      text: 'Why?',
      context: [
        {
          id: 'x',
          kind: 'selection',
          path: 'src/a.ts',
          startLine: 2,
          endLine: 4,
          language: 'typescript',
          text: code,
        },
      ],
    },
  },
  { ...at, type: 'partAppended', partId: 'r', kind: 'reasoning', offset: 0, text: 'Hm.\n\nSo.' },
  {
    ...at,
    type: 'toolCallRequested',
    partId: 'k',
    callId: 'k',
    name: 'read',
    arguments: '{}',
  },
  { type: 'toolCallResolved', turnId: 't1', partId: 'k', result: 'line' },
  { ...at, type: 'partAppended', partId: 'c', kind: 'content', offset: 0, text: 'Because.' },
  {
    type: 'usageReported',
    turnId: 't1',
    usage: { prompt: 10, cached: 4, uncached: 6, completion: 7 },
  },
  { ...at, type: 'turnEnded', status: 'complete' },
  {
    type: 'turnStarted',
    turnId: 't2',
    parentId: 't1',
    at: 2,
    user: { text: 'And?', context: [] },
  },
  {
    type: 'partAppended',
    turnId: 't2',
    partId: 'c',
    kind: 'content',
    offset: 0,
    at: 2,
    text: 'Cut off:\n\n```js\nlet a',
  },
  { type: 'turnEnded', turnId: 't2', at: 3, status: 'stopped' },
];
const chat = reduceAll(emptyConversation, events);

describe('a chat as Markdown', () => {
  it('has a heading for each part', () => {
    assert.equal(
      toMarkdown(chat, all, texts),
      [
        '# Why?',
        '## You',
        '`src/a.ts:2-4`',
        `\`\`\`\`\`typescript\n${code}\n\`\`\`\`\``,
        'Why?',
        '## DeepSeek',
        '**Reasoning**',
        '> Hm.\n>\n> So.',
        '**Tool** `read`',
        '```json\n{}\n```',
        '**Result**',
        '```\nline\n```',
        'Because.',
        '*10 in (4 cached), 7 out*',
        '## You',
        'And?',
        '## DeepSeek',
        'Cut off:\n\n```js\nlet a\n```',
        '*Incomplete.*\n',
      ].join('\n\n'),
    );
  });

  it('omits what was not requested', () => {
    const bare = toMarkdown(chat, { reasoning: false, tools: false, usage: false }, texts);
    assert.doesNotMatch(bare, /Reasoning|Hm|Tool|Result|cached/);
    assert.match(bare, /Because\./);
  });

  it('is parsed as intended: headings stay headings, code stays code', () => {
    const tokens = new MarkdownIt().parse(toMarkdown(chat, all, texts), {});
    assert.equal(tokens.filter(({ type }) => type === 'heading_open').length, 5);
    assert.deepEqual(
      tokens.filter(({ type }) => type === 'fence').map(({ content }) => content),
      [`${code}\n`, '{}\n', 'line\n', 'let a\n'],
    );
  });

  it('fences any text with a longer fence than it contains', () => {
    for (const text of ['', '```', 'a ````` b', '~~~\n```\n', '\n']) {
      const tokens = new MarkdownIt().parse(toFence(text, 'a b`c'), {});
      assert.equal(tokens.length, 1, text);
      assert.equal(tokens[0]!.content, text.endsWith('\n') ? text : `${text}\n`);
    }
  });
});

describe('a chat as distilled JSONL', () => {
  it('has one line per complete turn', () => {
    assert.deepEqual(
      toDistilled(chat)
        .split('\n')
        .map((line) => (line === '' ? null : (JSON.parse(line) as unknown))),
      [
        {
          question: `\`src/a.ts:2-4\`\n\n\`\`\`\`\`typescript\n${code}\n\`\`\`\`\`\n\nWhy?`,
          reasoning: 'Hm.\n\nSo.',
          answer: 'Because.',
        },
        null,
      ],
    );
  });
});
