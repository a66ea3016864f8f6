import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { importChats } from '../../../../src/conversation/export/importChats.ts';
import { importLimits } from '../../../../src/conversation/limits.ts';
import { isRequestOrigin, joinedAddress } from '../../../../src/conversation/requestOrigin.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';

let made = 0;
const options = { nextId: () => `new-${String((made += 1))}`, now: 99 };
const created = { type: 'conversationCreated', id: 'chat', at: 1, systemPrompt: '' };
const user = { text: 'q', context: [] };
const started = { type: 'turnStarted', turnId: 't', parentId: null, at: 1, user };
const ended = { type: 'turnEnded', turnId: 't', at: 2, status: 'complete' };
const piece = { type: 'partAppended', turnId: 't', partId: 'p', kind: 'content', at: 1 };
const request = {
  profile: 'official',
  origin: 'https://api.deepseek.com',
  repairs: [],
  messageHashes: [],
  parameters: { model: 'm', thinking: 'unset' },
  bodySha256: '',
  form: { at: 1, path: '/chat/completions' },
};

function file(events: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ format: 'deepseek-chat', version: 1, ...more, events });
}
function read(...events: readonly unknown[]): ReturnType<typeof importChats> {
  return importChats(file([created, ...events]), options);
}
function taken(...events: readonly unknown[]): readonly ConversationEvent[] {
  const result = read(...events);
  assert.ok(result.ok, JSON.stringify(result));
  return result.chats[0] ?? [];
}
/** Where and why the last of these events is rejected. */
function refused(...events: readonly unknown[]): string {
  const result = read(...events);
  if (result.ok) return 'taken';
  const { problem, detail } = result;
  assert.equal(problem.where, `events[${String(events.length)}]`);
  return [problem.kind, detail.field, detail.fault ?? detail.limit].filter(Boolean).join(' ');
}

describe('an imported file', () => {
  // Fault V6
  it('is rejected for text far beyond the end of the existing text', () => {
    for (const offset of [1e9, 4e8, importLimits.lostText + 2]) {
      assert.match(refused(started, { ...piece, text: 'x', offset }), /^(badEvent|tooMany) offset/);
    }
    for (const offset of [-1, 0.5, 1e17, '0', null]) {
      assert.match(refused(started, { ...piece, text: 'x', offset }), /^badEvent offset/);
    }
  });

  // Fault V27
  it('leaves no turn open if turns start inside others or twice', () => {
    const other = { ...started, turnId: 'o' };
    for (const events of [
      [started],
      [started, other],
      [started, other, started],
      [started, other, started, ended],
      [{ ...piece, text: 'x', offset: 0 }, other, started, ended],
    ]) {
      assert.equal(reduceAll(emptyConversation, taken(...events)).openTurn, null);
    }
  });

  // Fault V6
  it('is rejected for many small gaps just as for one large gap', () => {
    const gaps = Array.from({ length: 40 }, (_, index) => ({
      ...piece,
      partId: `p${String(index)}`,
      offset: 50_000,
      text: 'x',
    }));
    const result = read(started, ...gaps);
    assert.ok(!result.ok);
    assert.deepEqual(
      [result.problem.kind, result.problem.where, result.detail.limit],
      ['tooMany', 'events[22]', 'lostText'],
    );
  });

  // Fault V6
  it('is accepted with a small gap, which each read fills with a mark', () => {
    const events = taken(started, { ...piece, text: 'x', offset: 3 }, ended);
    assert.equal(events.length, 4);
  });

  // Fault V7
  it('imports no queued messages', () => {
    const message = { id: 'q', user, after: null };
    for (const event of [
      { type: 'messageQueued', message },
      { type: 'messageQueued', message: { ...message, notBefore: 1e17 } },
      { type: 'messageUnqueued', messageId: 'q' },
      { type: 'queueOrdered', messageIds: ['q'] },
    ]) {
      assert.equal(refused(started, ended, event), 'unknownEvent');
    }
  });

  // Fault V8
  it('is rejected if a request names a server other than the shown one', () => {
    const sent = (origin: string, path?: string) => ({
      type: 'requestSent',
      turnId: 't',
      request: { ...request, origin, form: path === undefined ? undefined : { at: 1, path } },
    });
    const host = 'https://api.deepseek.com';
    for (const origin of [
      '-o./x https://api.deepseek.com',
      'https://api.deepseek.com/',
      'https://api.deepseek.com/v1',
      'https://me:secret@api.deepseek.com',
      'https://API.deepseek.com',
      'https://api.deepseek.com:443',
      'https://api.deepseek.com ',
      'https://{a,b}.example',
      'ftp://api.deepseek.com',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'null',
      '',
    ]) {
      assert.equal(refused(started, sent(origin)), 'badEvent request.origin origin', origin);
    }
    for (const path of [
      '@evil.example/x',
      '.evil.example/x',
      ':8443/x',
      '//evil.example/x',
      '/\\evil.example/x',
      '\\evil.example',
      '{x,y}',
      '/a b',
      '/a\nb',
      '/../x',
      '/a\u202e',
      'v1',
      '',
    ]) {
      assert.equal(refused(started, sent(host, path)), 'badEvent request.form.path path', path);
    }
    assert.equal(taken(started, sent(host, '/v1/chat/completions')).length, 4);
    assert.equal(taken(started, sent('http://[::1]:8080', '/chat/completions')).length, 4);
  });

  // Fault V8
  it('is rejected if a header name contains anything else', () => {
    const sent = (header: string) => ({
      type: 'requestSent',
      turnId: 't',
      request: { ...request, form: { ...request.form, headers: ['X-Ok', header] } },
    });
    for (const header of ['a: b', "x' -o y '", 'a\nb', '']) {
      assert.equal(refused(started, sent(header)), 'badEvent request.form.headers[1] header');
    }
  });

  it('is rejected for times and numbers that cannot be displayed', () => {
    for (const at of [1e17, 8.64e15, -1e15, 6_248_000_000_000_000]) {
      assert.equal(refused({ ...started, at }), 'badEvent at range');
    }
    const form = { ...request.form, at: 1e17 };
    const sent = { type: 'requestSent', turnId: 't', request: { ...request, form } };
    assert.equal(refused(started, sent), 'badEvent request.form.at range');
    const usage = { prompt: -1, cached: 0, uncached: 0, completion: 0 };
    const reported = { type: 'usageReported', turnId: 't', usage };
    assert.equal(refused(started, reported), 'badEvent usage.prompt range');
    const text = file([created, { ...started, at: 'TIME' }]);
    for (const number of ['1e999', '-1e999', 'null', '"1"']) {
      assert.ok(!importChats(text.replace('"TIME"', number), options).ok);
    }
    assert.ok(importChats(text.replace('"TIME"', '-0'), options).ok);
  });

  it('is rejected for ids that could be paths or prototype properties', () => {
    for (const turnId of ['../x', '/etc/passwd', '__proto__', 'A', '', 'x'.repeat(65), 'a\0b']) {
      assert.equal(refused({ ...started, turnId }), 'badEvent turnId id', turnId);
    }
    assert.equal(refused({ ...started, parentId: '../x' }), 'badEvent parentId id');
    assert.equal(refused({ ...started, continues: '../x' }), 'badEvent continues id');
    assert.equal(
      refused(started, { ...piece, offset: 0, text: '', partId: '.' }),
      'badEvent partId id',
    );
  });

  it('reports the field that is missing or has the wrong type', () => {
    assert.equal(refused({ ...started, user: undefined }), 'badEvent user missing');
    assert.equal(
      refused({ ...started, user: { text: '', context: [{ id: 'x' }] } }),
      'badEvent user.context[0].kind missing',
    );
    assert.equal(refused(started, { ...ended, status: 'inProgress' }), 'badEvent status word');
    assert.equal(refused({ type: 'titled', title: ['x'], by: 'person' }), 'badEvent title type');
    const title = 'x'.repeat(importLimits.name + 1);
    assert.equal(refused({ type: 'titled', title, by: 'person' }), 'badEvent title length');
  });

  it('reports which chat has a problem', () => {
    const lines = [file([created]), file([created, { type: 'x' }], { title: 'My\nchat' })];
    const result = importChats(lines.join('\n'), options);
    assert.ok(!result.ok);
    assert.deepEqual([result.problem.where, result.detail.title], ['line 2, events[1]', 'My chat']);
  });

  it('gets new ids, so that two chats with the same id stay separate', () => {
    const result = importChats([file([created]), file([created])].join('\n'), options);
    assert.ok(result.ok);
    const ids = result.chats.map((events) => reduceAll(emptyConversation, events).id);
    assert.ok(new Set([...ids, 'chat']).size === 3);
  });

  it('folds any tree: cycles, parents that come later, duplicate turns', () => {
    const turn = (turnId: string, parentId: string | null) => [
      { ...started, turnId, parentId },
      { ...ended, turnId },
    ];
    taken(...turn('a', 'a'));
    taken(...turn('a', 'b'), ...turn('b', 'a'));
    taken(...turn('a', null), ...turn('a', null), { type: 'branchSelected', leaf: 'gone' });
    const events = taken(started, started, ended, ended, { ...piece, offset: 0, text: 'late' });
    assert.equal(reduceAll(emptyConversation, events).turns.get('t')?.parts.length, 0);
  });

  it('does not pollute prototypes and uses the last of duplicate fields', () => {
    const text = file([created]).replace(
      '"events"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"events":[],"events"',
    );
    assert.ok(importChats(text, options).ok);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    const inherited = '{"__proto__":{"format":"deepseek-chat","version":1,"events":[]}}';
    const result = importChats(inherited, options);
    assert.equal(result.ok ? 'taken' : result.problem.kind, 'notAChat');
  });

  it('accepts messages of other clients if they are unambiguous', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{}' } };
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'input_text', text: 'b' },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'done' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'All ' }, 'right'] },
    ];
    const result = importChats(JSON.stringify({ messages }), options);
    assert.ok(result.ok, JSON.stringify(result));
    const chat = reduceAll(emptyConversation, result.chats[0] ?? []);
    assert.equal(chat.systemPrompt, 'Be brief.');
    const [turn] = chat.turns.values();
    assert.equal(turn?.user.text, 'ab');
    assert.deepEqual(
      turn?.parts.map((part) => (part.kind === 'toolCall' ? [part.name, part.result] : part.text)),
      [['read', 'done'], 'All right'],
    );
  });

  it('reports the message that it does not understand', () => {
    const image = { type: 'image_url', image_url: { url: 'data:' } };
    for (const [message, field] of [
      [{ role: 'user', content: null }, 'messages[1].content'],
      [
        { role: 'user', content: [{ type: 'text', text: 'a' }, image] },
        'messages[1].content[1].type',
      ],
      [{ role: 'function', content: 'a' }, 'messages[1].role'],
      [{ role: '__proto__', content: 'a' }, 'messages[1].role'],
      [{ role: 'tool', tool_call_id: 'call_9', content: 'a' }, 'messages[1].tool_call_id'],
      [{ role: 'assistant', tool_calls: [{}] }, 'messages[1].tool_calls[0]'],
      [7, 'messages[1]'],
    ] as const) {
      const result = importChats(
        JSON.stringify([{ role: 'user', content: 'q' }, message]),
        options,
      );
      assert.ok(!result.ok);
      assert.deepEqual([result.problem.kind, result.detail.field], ['notAChat', field]);
    }
  });

  it('does not confuse a number in the event list with a placeholder', () => {
    for (const junk of ['0', '[0]', '[[0]]', '"x"', 'null', 'true']) {
      const result = importChats(file([created]).replace(/\]\}$/, `,${junk}]}`), options);
      assert.ok(!result.ok);
      assert.deepEqual([result.problem.kind, result.problem.where], ['badEvent', 'events[1]']);
    }
  });

  it('stores no lone surrogates', () => {
    const events = taken(started, { ...piece, offset: 0, text: 'a\ud800\0' }, ended);
    const text = JSON.stringify(events);
    assert.ok(text.isWellFormed() && !text.includes('\\ud800'));
  });

  it('has no negative zero, which its log could not store', () => {
    const usage = { prompt: 0, cached: 0, uncached: 0, completion: 0 };
    const timing = { firstTextMs: 0, textMs: 0 };
    const events = [started, { type: 'usageReported', turnId: 't', usage, timing }, ended];
    const signed = importChats(file([created, ...events]).replaceAll(/:0\b/g, ':-0'), options);
    assert.ok(signed.ok);
    assert.deepStrictEqual(signed.chats[0]?.slice(1), events);
  });

  it('is rejected before parsing if it is nested too deeply', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = open.repeat(100_000) + close.repeat(100_000);
      for (const text of [nested, file([created]).replace('"chat"', nested)]) {
        const result = importChats(text, options);
        assert.equal(result.ok ? 'taken' : result.problem.kind, 'tooDeep');
      }
    }
  });
});

describe('the limits of an import', () => {
  const many = (count: number, make: (index: number) => readonly unknown[]) =>
    Array.from({ length: count }, (_, index) => make(index)).flat();
  const limitOf = (events: readonly unknown[]) => {
    const result = importChats(file([created, ...events]), options);
    return result.ok ? 'taken' : `${result.problem.kind} ${result.detail.limit ?? ''}`;
  };
  const turn = (turnId: string, more: object = {}) => [
    { ...started, turnId, ...more },
    { ...ended, turnId },
  ];

  const { siblings, parts, pieces, turns } = importLimits;
  const cases: readonly [string, number, (count: number) => readonly unknown[]][] = [
    ['siblings', siblings, (count) => many(count, (index) => turn(`t${String(index)}`))],
    [
      'turns',
      turns,
      (count) =>
        many(count, (index) =>
          turn(`t${String(index)}`, { parentId: index === 0 ? null : `t${String(index - 1)}` }),
        ),
    ],
    [
      'parts',
      parts,
      (count) => [
        started,
        ...many(count, (index) => [
          {
            type: 'toolCallRequested',
            turnId: 't',
            partId: `p${String(index)}`,
            at: 1,
            callId: '',
            name: '',
            arguments: '',
          },
        ]),
      ],
    ],
    [
      'pieces',
      pieces,
      (count) => {
        const context = many(count, () => [{ id: 'x', kind: 'file', path: 'a', text: '' }]);
        return [{ ...started, user: { text: '', context } }];
      },
    ],
  ];
  for (const [name, most, make] of cases) {
    // Fault V12
    it(`accept a value at the limit and reject one above it, by name: ${name}`, () => {
      assert.equal(limitOf(make(most)), 'taken');
      assert.equal(limitOf(make(most + 1)), `tooMany ${name}`);
    });
  }

  // Fault V12
  it('include text that answers repeat from the ones they continue', () => {
    const answer = (parts: number) =>
      many(parts, (index) => [{ ...piece, partId: `p${String(index)}`, offset: 0, text: 'x' }]);
    const more = many(300, (index) => turn(`c${String(index)}`, { continues: 't' }));
    assert.equal(limitOf([started, ...answer(600), ended, ...more]), 'taken');
    assert.equal(limitOf([started, ...answer(700), ended, ...more]), 'tooMany continuedParts');
    const long = { ...piece, offset: 0, text: 'x'.repeat(2 ** 20) };
    assert.equal(limitOf([started, long, ended, ...more]), 'tooMany continuedText');
  });

  it('reject a file with too many events or chats before any is parsed', () => {
    const { events, chats } = importLimits;
    const result = importChats(file([created]).replace('[{', `[${'{},'.repeat(events)}{`), options);
    assert.equal(result.ok ? 'taken' : result.detail.limit, 'events');
    const lines = importChats('{}\n'.repeat(chats + 1), options);
    assert.equal(lines.ok ? 'taken' : lines.detail.limit, 'chats');
  });
});

describe('the URL of a request', () => {
  it('is an origin and a path that stays on it', () => {
    assert.equal(
      joinedAddress('https://api.deepseek.com', '/v1/chat/completions'),
      'https://api.deepseek.com/v1/chat/completions',
    );
    assert.equal(joinedAddress('https://api.deepseek.com', '@evil.example/x'), undefined);
    assert.equal(joinedAddress('https://api.deepseek.com/', '/x'), undefined);
    assert.ok(isRequestOrigin('http://127.0.0.1:8080'));
  });
});
