import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EventRepairer } from '../../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { toExportedChat } from '../../../src/conversation/export/exportJson.ts';
import { importChats } from '../../../src/conversation/export/importChats.ts';
import { importLimits } from '../../../src/conversation/limits.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { anyEvent } from './streamEvents.ts';

let made = 0;
const options = { nextId: () => `new-${String((made += 1))}`, now: 99 };
const created: ConversationEvent = {
  type: 'conversationCreated',
  id: 'chat',
  at: 5,
  systemPrompt: 'Be brief.',
  workspace: { uri: 'file:///home/me/secret', name: 'secret' },
};
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const turnId = fc.constantFrom('t1', 't2', 't3');

/** What the shared generator does not cover: tools, requests, errors, context, exclusions. */
const more: fc.Arbitrary<ConversationEvent> = fc.oneof(
  fc.record({
    type: fc.constant('toolCallRequested' as const),
    turnId,
    partId: fc.constantFrom('x', 'y'),
    at: fc.nat(),
    callId: text,
    name: text,
    arguments: text,
  }),
  fc.record({
    type: fc.constant('toolCallResolved' as const),
    turnId,
    partId: fc.constantFrom('x', 'y'),
    result: text,
  }),
  fc.record({
    type: fc.constant('turnStarted' as const),
    turnId,
    parentId: fc.option(turnId, { nil: null }),
    at: fc.nat(),
    user: fc.record({
      text,
      context: fc.array(
        fc.record({
          id: text,
          kind: fc.constant('file' as const),
          text,
          path: fc.constantFrom('a.ts', 'src/b.ts'),
        }),
        { maxLength: 2 },
      ),
    }),
    settings: fc.constant({ model: 'm', thinking: 'on' as const }),
  }),
  fc.record({
    type: fc.constant('turnEnded' as const),
    turnId,
    at: fc.nat(),
    status: fc.constant('failed' as const),
    error: fc.constant({
      kind: 'rateLimit' as const,
      message: 'slow',
      status: 429,
      models: ['a'],
      tokens: { limit: 3, requested: 4 },
    }),
  }),
  fc.record({
    type: fc.constant('requestSent' as const),
    turnId,
    request: fc.constant({
      profile: 'official' as const,
      origin: 'https://api.example.com',
      bodySha256: 'b',
      parameters: { model: 'm', thinking: 'enabled' as const },
      messageHashes: ['h'],
      repairs: ['alternation'],
    }),
  }),
  fc.record({ type: fc.constant('turnExcluded' as const), turnId, excluded: fc.boolean() }),
  fc.record({
    type: fc.constant('settingsChanged' as const),
    settings: fc.constant({ model: 'm', reasoningEffort: 'max' as const }),
  }),
);

/** Normalizes missing and disabled flags for comparison. */
function essence({ id: _id, workspace: _workspace, ...rest }: Conversation): unknown {
  const turns = [...rest.turns.values()].map((turn) => ({
    ...turn,
    hidden: turn.hidden ?? false,
    excluded: turn.excluded ?? false,
  }));
  // Only current leaves can be restored.
  const leftLeaves = (rest.leftLeaves ?? []).filter((leaf) => leaf !== rest.activeLeaf);
  // Serialized, because the generator's objects have no prototype. An import replaces lone surrogates.
  const wellFormed = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : value;
  return JSON.parse(JSON.stringify({ ...rest, turns, leftLeaves }, wellFormed));
}

function importOne(value: unknown): Conversation {
  const result = importChats(JSON.stringify(value), options);
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.chats.length, 1);
  return reduceAll(emptyConversation, result.chats[0]!);
}

/** The conversation in a log with these events. */
function asRead(events: readonly ConversationEvent[]): Conversation {
  const repairer = new EventRepairer();
  return reduceAll(
    emptyConversation,
    events.flatMap((event) => repairer.repair(event)),
  );
}

function problem(value: unknown): unknown {
  const result = importChats(typeof value === 'string' ? value : JSON.stringify(value), options);
  return result.ok ? 'taken' : result.problem;
}

const chat = reduceAll(emptyConversation, [
  created,
  { type: 'turnStarted', turnId: 't1', parentId: null, at: 6, user: { text: 'Hi', context: [] } },
  { type: 'turnEnded', turnId: 't1', at: 7, status: 'complete' },
]);

describe('an exported and imported chat', () => {
  it('is unchanged by log, fold, export, import and fold', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, more), { maxLength: 60 }), (events) => {
        const folded = reduceAll(emptyConversation, [created, ...events]);
        const now = 10 ** 10;
        const { openTurn } = folded;
        // An export ends a turn in progress.
        const ended = reduceAll(
          folded,
          openTurn === null
            ? []
            : [{ type: 'turnEnded', turnId: openTurn.id, at: now, status: 'interrupted' }],
        );
        assert.deepEqual(essence(importOne(toExportedChat(folded, now))), essence(ended));
      }),
      { numRuns: 500 },
    );
  });

  it('is unchanged when its log is read', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, more), { maxLength: 60 }), (events) => {
        const chat = asRead([created, ...events]);
        const result = importChats(JSON.stringify(toExportedChat(chat, 10 ** 10)), options);
        assert.ok(result.ok, JSON.stringify(result));
        const { openTurn } = chat;
        const end: ConversationEvent[] =
          openTurn === null
            ? []
            : [{ type: 'turnEnded', turnId: openTurn.id, at: 10 ** 10, status: 'interrupted' }];
        assert.deepEqual(essence(asRead(result.chats[0] ?? [])), essence(reduceAll(chat, end)));
      }),
      { numRuns: 500 },
    );
  });

  it('can be imported whatever a server or an old log put into it', () => {
    const long = 'x'.repeat(importLimits.name + 1);
    const usage = { prompt: 1e300, cached: -1, uncached: 0.5, completion: 2 ** 60 };
    const chat = reduceAll(emptyConversation, [
      { ...created, at: -1e17 },
      { type: 'titled', title: long, by: 'person' },
      {
        type: 'turnStarted',
        turnId: 't',
        parentId: null,
        at: 1e17,
        user: { text: '\ud800', context: [] },
      },
      ...['https://me:pass@api.example.com', 'no origin', 'https://a.example/v1'].map(
        (origin): ConversationEvent => ({
          type: 'requestSent',
          turnId: 't',
          request: {
            profile: 'official',
            origin,
            repairs: [long],
            messageHashes: [],
            bodySha256: '',
            parameters: { model: long, thinking: 'unset', maxTokens: 1e300 },
            form: { at: 1e17, path: '@evil.example', headers: ['X-Ok', 'a: b'] },
          },
        }),
      ),
      { type: 'responseStarted', turnId: 't', responseId: long, traceId: '\n' },
      {
        type: 'toolCallRequested',
        turnId: 't',
        partId: 'p',
        at: 1e17,
        callId: long,
        name: long,
        arguments: '{',
      },
      { type: 'usageReported', turnId: 't', usage },
      {
        type: 'turnEnded',
        turnId: 't',
        at: 1e17,
        status: 'failed',
        finishReason: long,
        error: { kind: 'rateLimit', message: long, retryAfterMs: 1e300, host: long },
      },
    ]);
    const imported = importOne(toExportedChat(chat, 1));
    assert.equal(imported.turns.size, 1);
    assert.equal(imported.title?.length, importLimits.name);
  });

  it('contains no queued messages', () => {
    const message = { id: 'q', user: { text: 'later', context: [] }, after: null };
    const waiting = reduceAll(chat, [{ type: 'messageQueued', message }]);
    const exported = JSON.stringify(toExportedChat(waiting, 1));
    assert.doesNotMatch(exported, /later|[qQ]ueue/);
    assert.equal(importOne(JSON.parse(exported)).queue, undefined);
  });

  it('contains no workspace, URL credentials or local folders', () => {
    const context = ['/home/me/a.ts', 'C:\\me\\b.ts', '../../c.ts', 'file:///d.ts', 'src/e.ts'];
    const { events } = toExportedChat(
      reduceAll(emptyConversation, [
        created,
        {
          type: 'turnStarted',
          turnId: 't1',
          parentId: null,
          at: 6,
          user: {
            text: '',
            context: context.map((path) => ({ id: path, kind: 'file', path, text: '' })),
          },
        },
        {
          type: 'requestSent',
          turnId: 't1',
          request: {
            profile: 'official',
            origin: 'https://me:pass@api.example.com:8443',
            parameters: { model: 'm', thinking: 'unset' },
            messageHashes: [],
            bodySha256: '',
            repairs: [],
          },
        },
      ]),
      1,
    );
    const started = events.find((event) => event.type === 'turnStarted');
    assert.deepEqual(
      started!.user.context.map(({ path }) => path),
      ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'src/e.ts'],
    );
    assert.doesNotMatch(JSON.stringify(events), /me:pass|secret/);
    assert.match(JSON.stringify(events), /https:\/\/api\.example\.com:8443/);
  });

  it('gets a new id each time, and keeps only known fields', () => {
    const exported = toExportedChat(chat, 1);
    const events = exported.events.map((event) => ({
      ...event,
      approved: true,
      trustedPath: '/',
      workspace: { uri: 'file:///', name: 'x' },
    }));
    const evil = JSON.stringify({ ...exported, events }).replace(
      '"approved"',
      '"__proto__":{"polluted":1},"constructor":1,"approved"',
    );
    const importResult = importChats(evil, options);
    const other = importChats(evil, options);
    assert.ok(importResult.ok && other.ok);
    const ids = [importResult, other].map(
      ({ chats }) => reduceAll(emptyConversation, chats[0]!).id,
    );
    assert.notEqual(ids[0], ids[1]);
    assert.ok(!ids.includes('chat'));
    assert.doesNotMatch(
      JSON.stringify(importResult),
      /approved|trusted|workspace|polluted|constructor/,
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('reports what is wrong with a file and where, and imports none of it', () => {
    const exported = toExportedChat(chat, 1);
    const line = JSON.stringify(exported);
    const with2 = (event: unknown) => ({ ...exported, events: [exported.events[0], event] });
    const cases: readonly [unknown, unknown][] = [
      ['', { kind: 'empty', where: '' }],
      ['not json', { kind: 'notJson', where: '' }],
      [`${line}\n{"cut`, { kind: 'notJson', where: 'line 2' }],
      ['['.repeat(100) + ']'.repeat(100), { kind: 'tooDeep', where: '' }],
      [{ some: 'thing' }, { kind: 'notAChat', where: '' }],
      [null, { kind: 'notAChat', where: '' }],
      [
        { ...exported, version: 2 },
        { kind: 'newerVersion', where: '', found: '2' },
      ],
      [
        { ...exported, events: [] },
        { kind: 'empty', where: '' },
      ],
      [
        with2({ type: 'keyStored', key: 'x' }),
        { kind: 'unknownEvent', where: 'events[1]', found: 'keyStored' },
      ],
      [
        with2({ type: 'toString' }),
        { kind: 'unknownEvent', where: 'events[1]', found: 'toString' },
      ],
      [with2({ type: 'pinned' }), { kind: 'badEvent', where: 'events[1]', found: 'pinned' }],
      [with2(7), { kind: 'badEvent', where: 'events[1]' }],
      [
        with2({ type: 'turnHidden', turnId: '../x', hidden: true }),
        { kind: 'badEvent', where: 'events[1]', found: 'turnHidden' },
      ],
      [
        { ...exported, events: exported.events.slice(1) },
        { kind: 'badEvent', where: 'events[0]', found: 'turnStarted' },
      ],
      [
        `${line}\n${JSON.stringify(with2({ type: 'x' }))}`,
        { kind: 'unknownEvent', where: 'line 2, events[1]', found: 'x' },
      ],
    ];
    for (const [value, expected] of cases) assert.deepEqual(problem(value), expected);
  });

  it('never throws, whatever the file contains', () => {
    const exported = toExportedChat(chat, 1);
    fc.assert(
      fc.property(fc.json(), fc.nat(5), (junk, nth) => {
        importChats(junk, options);
        const events = exported.events.with(
          nth % exported.events.length,
          JSON.parse(junk) as never,
        );
        importChats(JSON.stringify({ ...exported, events }), options);
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be one of several lines, and turns that were cut off are ended', () => {
    const lines = [chat, chat]
      .map((conversation) => JSON.stringify(toExportedChat(conversation, 1)))
      .join('\n');
    const result = importChats(`\uFEFF${lines}\n\n`, options);
    assert.ok(result.ok);
    assert.equal(result.chats.length, 2);
    const { events, ...rest } = toExportedChat(chat, 1);
    const open = events.filter(({ type }) => type !== 'turnEnded');
    assert.equal(importOne({ ...rest, events: open }).turns.get('t1')!.status, 'interrupted');
  });

  it('can be an array of API messages', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: '1', reasoning_content: 'Counting.' },
      { role: 'user', content: 'Two?' },
    ];
    for (const value of [messages, { model: 'm', messages }]) {
      const imported = importOne(value);
      assert.equal(imported.systemPrompt, 'Be brief.');
      assert.deepEqual(
        [...imported.turns.values()].map(({ user, parts }) => [
          user.text,
          ...parts.map((part) => (part.kind === 'toolCall' ? '' : part.text)),
        ]),
        [['One?', 'Counting.', '1'], ['Two?']],
      );
    }
    assert.deepEqual(problem([{ role: 'root', content: '' }]), { kind: 'notAChat', where: '' });
  });
});
