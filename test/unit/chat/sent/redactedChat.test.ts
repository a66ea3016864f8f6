/** A chat that leaves the extension holds no key, and is still a chat. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { redactedChat } from '../../../../src/chat/sent/redactedChat.ts';
import { requestText, type RequestTexts } from '../../../../src/chat/sent/annotatedRequest.ts';
import { rebuiltRequest } from '../../../../src/chat/sent/rebuiltRequest.ts';
import { toExportedChat } from '../../../../src/conversation/export/exportJson.ts';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { toDistilled, toMarkdown } from '../../../../src/conversation/export/exportMarkdown.ts';
import { importChats } from '../../../../src/conversation/export/importChats.ts';
import type { Conversation } from '../../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import { Redactor } from '../../../../src/secrets/redact.ts';

const hash = 'a'.repeat(64);

function requestWith(word: string): ConversationEvent {
  return {
    type: 'requestSent',
    turnId: 't1',
    request: {
      profile: 'compatible',
      origin: 'http://127.0.0.1:8000',
      bodySha256: hash,
      parameters: { model: 'm', thinking: 'unset', stop: [word] },
      messageHashes: [hash],
      repairs: [],
      form: {
        at: 2,
        path: '/v1/chat/completions',
        extraBody: JSON.stringify({ note: word }),
        altered: [{ field: 'response_format', words: `not for ${word}` }],
      },
    },
  };
}

/** A chat with `word` in every field of free text. */
function chatWith(word: string): Conversation {
  const events: ConversationEvent[] = [
    { type: 'conversationCreated', id: 'chat-1', at: 1, systemPrompt: `Never say ${word}.` },
    { type: 'titled', title: `About ${word}`, by: 'person' },
    {
      type: 'turnStarted',
      turnId: 't1',
      parentId: null,
      at: 2,
      user: {
        text: `What is ${word}?`,
        context: [{ id: 'c1', kind: 'file', path: `src/${word}.ts`, text: `const x = ${word};` }],
      },
    },
    requestWith(word),
    { type: 'responseStarted', turnId: 't1', responseId: word },
    {
      type: 'partAppended',
      turnId: 't1',
      partId: 'p1',
      kind: 'content',
      offset: 0,
      at: 3,
      text: `It is ${word}.`,
    },
    {
      type: 'logprobsReported',
      turnId: 't1',
      partId: 'p1',
      offset: 0,
      tokens: [...`It is ${word}.`].map((text) => ({ text, logprob: -1 })),
    },
    {
      type: 'toolCallRequested',
      turnId: 't1',
      partId: 'p2',
      at: 3,
      callId: 'k',
      name: 'say',
      arguments: JSON.stringify({ say: word }),
    },
    { type: 'toolCallResolved', turnId: 't1', partId: 'p2', result: `said ${word}` },
    {
      type: 'turnEnded',
      turnId: 't1',
      at: 4,
      status: 'failed',
      error: { kind: 'auth', message: `wrong: ${word}` },
    },
  ];
  return reduceAll(emptyConversation, events);
}

function redact(conversation: Conversation, key: string): Conversation {
  const redactor = new Redactor();
  redactor.add(key);
  return redactedChat(conversation, redactor.known);
}

const toJson = (conversation: Conversation) => JSON.stringify(toExportedChat(conversation, 5));
const texts = {
  untitled: '',
  you: '',
  deepSeek: '',
  reasoning: '',
  tool: '',
  result: '',
  usage: '',
  incomplete: '',
  summary: '',
};
const everything = { reasoning: true, tools: true, usage: true };

/** The characters of all strings within a JSON text, one after the other: what a reader could put together. */
function lettersIn(json: string): string {
  const found: string[] = [];
  JSON.parse(json, (_, value: unknown) => {
    if (typeof value === 'string') found.push(value);
    return value;
  });
  return found.join('');
}

describe('a chat that leaves the extension', () => {
  for (const key of [
    'pa"ss\\word-with-signs',
    'sk-0123456789abcdef',
    'a":"0123456789',
    '"},{"type":"1',
    'ends-with-backslash1\\',
  ]) {
    for (const [name, echo] of [
      ['as it is', key],
      ['with invisible characters', [...key].join('\u200b')],
      ['with line breaks', [...key].join('\n')],
    ] as const) {
      // Fault V18
      it(`holds no key: ${key} ${name}`, () => {
        const clean = redact(chatWith(echo), key);
        const json = toJson(clean);
        assert.ok(
          !lettersIn(json)
            .replace(/\s|\u200b/g, '')
            .includes(key),
        );
        const result = importChats(json, { nextId: () => 'new', now: 9 });
        assert.ok(result.ok);
        const again = reduceAll(emptyConversation, result.chats[0]!);
        assert.match(JSON.stringify([...again.turns.values()]), /What is …redacted…\?/);
        const { form } = [...clean.turns.values()][0]!.request!;
        assert.deepEqual(JSON.parse(form!.extraBody!), { note: '…redacted…' });
        for (const text of [toMarkdown(clean, everything, texts), toDistilled(clean)]) {
          assert.ok(!text.replace(/[\s\u200b>]/g, '').includes(key));
        }
      });
    }
  }

  // Fault V19
  it('is the same where the key is a dummy, and can be imported again', () => {
    const dummies = [
      'ollama',
      'test',
      'content',
      'type',
      'events',
      'deepseek-chat',
      'turnStarted',
      'chat-1',
      'conversationCreated',
      'EMPTY',
      'none',
      'not-needed',
      'no-key-required',
      '{"type":',
    ];
    for (const dummy of dummies) {
      const chat = chatWith(dummy);
      assert.equal(toJson(redact(chat, dummy)), toJson(chat), dummy);
    }
  });

  it('can be imported again, whatever the key is', () => {
    const json = toJson(chatWith('word'));
    const own = fc
      .tuple(fc.nat(json.length), fc.integer({ min: 1, max: 40 }))
      .map(([at, length]) => json.slice(at, at + length));
    const signs = fc.string({ unit: fc.constantFrom(...'{}[]":,\\nut0 1-aZ'), maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(own, signs, fc.string()), (key) => {
        const exported = toJson(redact(chatWith(key), key));
        const result = importChats(exported, { nextId: () => 'new', now: 9 });
        assert.ok(result.ok, key);
        const { events } = JSON.parse(exported) as { readonly events: readonly unknown[] };
        assert.equal(result.chats[0]?.length, events.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a request that is shown', () => {
  const shown: RequestTexts = {
    title: () => 'request',
    proven: () => 'proven',
    unproven: (why) => why.join(' '),
    olderRecord: '',
    earlierMissing: '',
    credentialNotKept: '',
    otherFields: '',
    otherMessages: () => '',
    masked: 'masked',
    badAddress: 'bad',
    headersUnknown: '',
    sentAt: () => '',
    ended: ({ error }) => error?.message ?? '',
    joined: '',
    jsonWords: '',
    responseId: (id) => id,
    traceId: (id) => id,
    usage: () => '',
    repairs: () => '',
    altered: ({ words = '' }) => words,
    beside: () => '',
    source: () => '',
    withheld: () => '',
    shortened: () => '',
  };

  // Fault V18
  it('holds no key, in the body and in what is said of it', () => {
    for (const key of ['pa"ss\\word-with-signs', '"},{"role":"1', 'sk-0123456789abcdef']) {
      for (const echo of [key, [...key].join('\u200b')]) {
        const chat = chatWith(echo);
        const rebuilt = rebuiltRequest(chat, 't1')!;
        const redactor = new Redactor();
        redactor.add(key);
        const text = requestText(chat, rebuilt, shown, redactor.known);
        const body = JSON.parse(text.replace(/^ *\/\/.*$/gm, '')) as Record<string, unknown>;
        assert.ok(!lettersIn(JSON.stringify(body)).replaceAll('\u200b', '').includes(key));
        assert.equal((body['messages'] as unknown[]).length, rebuilt.messages.length);
        assert.ok(!text.replaceAll('\u200b', '').includes(key));
        assert.match(text, /^\/\/ masked$/m);
      }
    }
  });

  it('masks credentials that an older version kept, and those of the settings', () => {
    const chat = chatWith('word');
    const turn = chat.turns.get('t1')!;
    const form = {
      ...turn.request!.form!,
      extraBody: '{"password":{"deep":"s3cret"},"pwd":"s3cret"}',
    };
    const old = { ...turn, request: { ...turn.request!, form } };
    const { form: own, ...formless } = turn.request!;
    assert.ok(own !== undefined);
    for (const item of [old, { ...turn, request: formless }]) {
      const changed = { ...chat, turns: new Map([[turn.id, item]]) };
      const rebuilt = rebuiltRequest(changed, turn.id, { jwt: ['s3cret'] })!;
      assert.doesNotMatch(JSON.stringify(rebuilt.shown), /s3cret/);
      assert.doesNotMatch(toJson(changed), /s3cret/);
    }
  });

  it('says so where its address is none', () => {
    const chat = chatWith('word');
    const turn = chat.turns.get('t1')!;
    const request = { ...turn.request!, origin: '-o./x' };
    const changed = { ...chat, turns: new Map([[turn.id, { ...turn, request }]]) };
    const text = requestText(changed, rebuiltRequest(changed, turn.id)!, shown);
    assert.match(text, /^\/\/ bad$/m);
    assert.doesNotMatch(text, /POST/);
  });
});
