import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../../src/chat/session/chatSession.ts';
import type { StartingTurn } from '../../../../../src/chat/session/activeTurn.ts';
import type { ConversationEvent } from '../../../../../src/conversation/events/events.ts';
import type { Conversation } from '../../../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../../../src/conversation/events/reduce.ts';
import { Emitter } from '../../../../../src/platform/emitter.ts';
import { protocolVersion, type Fact, type Intent } from '../../../../../src/protocol/messages.ts';
import { WebviewChannel } from '../../../../../src/ui/panel/webviews/webviewChannel.ts';
import { FakeClock } from '../../../fakeClock.ts';

const piece = (offset: number, text: string): ConversationEvent => ({
  type: 'partAppended',
  turnId: 't1',
  partId: 'p1',
  kind: 'content',
  offset,
  text,
  at: 1,
});

const begun = reduceAll(emptyConversation, [
  { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
  { type: 'turnStarted', turnId: 't1', parentId: null, at: 0, user: { text: 'q', context: [] } },
]);

function open(handle: (intent: Intent) => unknown = () => undefined) {
  const clock = new FakeClock();
  const posted: Fact[] = [];
  const handled: Intent[] = [];
  const logged: string[] = [];
  let reloads = 0;
  const asker = {};
  const onTurnStarting = new Emitter<StartingTurn>();
  const onEvents = new Emitter<readonly ConversationEvent[]>();
  let conversation: Conversation = begun;
  const session = {
    onEvents,
    onActivity: new Emitter<void>(),
    queue: { onHeld: new Emitter<void>() },
    onReplaced: new Emitter<void>(),
    onTurnStarting,
    get conversation() {
      return conversation;
    },
  } as unknown as ChatSession;
  const channel: WebviewChannel = new WebviewChannel(
    { post: (message) => posted.push(message as Fact), reload: () => (reloads += 1) },
    session,
    {
      build: 'b1',
      clock,
      logger: {
        info() {},
        warn: (line) => logged.push(line),
        error: (line) => logged.push(line),
      },
      panel: () => ({ key: 'present' }) as never,
      draft: () => ({ text: 'draft', wins: false, context: [] }),
      asker,
      handle(intent) {
        const own: Readonly<Record<string, unknown>> = channel.intents;
        const handler = own[intent.type] as ((intent: Intent) => void) | undefined;
        if (handler !== undefined) return handler(intent);
        handled.push(intent);
        return handle(intent);
      },
    },
  );
  return {
    channel,
    clock,
    posted,
    handled,
    logged,
    reloads: () => reloads,
    session,
    asker,
    onTurnStarting,
    ready: () => channel.receive({ type: 'ready', protocol: protocolVersion, build: 'b1' }),
    happen(...events: ConversationEvent[]) {
      conversation = reduceAll(conversation, events);
      onEvents.fire(events);
    },
  };
}

describe('WebviewChannel', () => {
  it('posts nothing before the page is ready, then a snapshot', () => {
    const page = open();
    page.happen(piece(0, 'early'));
    assert.equal(page.posted.length, 0);
    page.ready();
    assert.deepEqual(
      page.posted.map((fact) => [fact.type, fact.revision]),
      [['snapshot', 1]],
    );
    assert.match(JSON.stringify(page.posted), /early/);
  });

  // Fault M16
  it('posts the first piece at once and what follows within a frame together', () => {
    const page = open();
    page.ready();
    for (const [offset, text] of [...'abcdef'].entries()) page.happen(piece(offset, text));
    assert.equal(page.posted.length, 2);
    page.clock.advance(17);
    const facts = page.posted.slice(1) as Extract<Fact, { type: 'events' }>[];
    assert.deepEqual(
      facts.map((fact) => [fact.revision, fact.events.map((event) => (event as never)['text'])]),
      [
        [2, ['a']],
        [3, ['bcdef']],
      ],
    );
    page.clock.advance(1_000);
    assert.equal(page.posted.length, 3, 'silence costs nothing');
  });

  it('does not let another fact overtake events that wait', () => {
    const page = open();
    page.ready();
    page.happen(piece(0, 'a'));
    page.happen(piece(1, 'b'));
    page.channel.updatePanel();
    assert.deepEqual(
      page.posted.map((fact) => fact.type),
      ['snapshot', 'events', 'events', 'panel'],
    );
  });

  // Fault A4
  it('posts nothing to a hidden page and says it all when it is back', () => {
    const page = open();
    page.ready();
    page.channel.suspend();
    page.happen(piece(0, 'unseen'));
    page.channel.updatePanel();
    page.clock.advance(100);
    assert.equal(page.posted.length, 1);
    page.ready();
    assert.match(JSON.stringify(page.posted[1]), /unseen/);
  });

  it('answers a gap with a snapshot that starts the revisions again', () => {
    const page = open();
    page.ready();
    page.happen(piece(0, 'a'));
    page.happen(piece(1, 'b'));
    page.channel.receive({ type: 'resync' });
    page.clock.advance(100);
    assert.deepEqual(
      page.posted.map((fact) => [fact.type, fact.revision]),
      [
        ['snapshot', 1],
        ['events', 2],
        ['snapshot', 1],
      ],
    );
  });

  it('loads a page of another build again, but not for ever', () => {
    const page = open();
    for (let times = 0; times < 5; times += 1) {
      page.channel.receive({ type: 'ready', protocol: protocolVersion, build: 'old' });
    }
    assert.equal(page.reloads(), 2);
    assert.equal(page.posted.length, 0);
  });

  it('hands intents on and drops what is none', () => {
    const page = open();
    page.channel.receive({ type: 'stop' });
    page.channel.receive({ type: 'runCommand', command: 'x' });
    page.channel.receive('stop');
    assert.deepEqual(page.handled, [{ type: 'stop' }]);
  });

  it('drops a hostile message with one line, and goes on', () => {
    const page = open();
    page.ready();
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    const hostile: readonly unknown[] = [
      undefined,
      Number.NaN,
      { type: 'send', text: 'x'.repeat(5_000_000) },
      { type: 'changeParameters', change: deep },
      Array(1_000_000).fill('x'),
      { type: '__proto__' },
      new Proxy({}, { ownKeys: () => assert.fail('no') }),
    ];
    for (const message of hostile) page.channel.receive(message);
    assert.equal(page.logged.length, hostile.length);
    assert.ok(page.logged.every((line) => line.length < 100));
    assert.deepEqual(page.handled, []);
    page.channel.receive({ type: 'stop' });
    assert.deepEqual(page.handled, [{ type: 'stop' }]);
  });

  for (const [name, handle] of [
    ['throws', () => assert.fail('cause')],
    ['rejects', () => Promise.reject(new Error('cause'))],
  ] as const) {
    it(`logs what fails when it is carried out, and goes on: ${name}`, async () => {
      const page = open(handle);
      page.ready();
      page.channel.receive({ type: 'stop' });
      await Promise.resolve();
      assert.equal(page.logged.length, 1);
      assert.match(page.logged[0]!, /cause/);
      page.channel.receive({ type: 'resync' });
      assert.equal(page.posted.at(-1)?.type, 'snapshot');
    });
  }

  it('logs what fails when a page that is ready gets its snapshot', () => {
    const page = open();
    const { conversation } = page.session;
    Object.defineProperty(page.session, 'conversation', { get: () => assert.fail('cause') });
    page.ready();
    assert.equal(page.logged.length, 1);
    Object.defineProperty(page.session, 'conversation', { get: () => conversation });
    page.ready();
    assert.equal(page.posted.at(-1)?.type, 'snapshot');
  });

  it('goes to the end for a turn that this page has asked for, and for no other', () => {
    const page = open();
    page.ready();
    const asked = (turnId: string): ConversationEvent => ({
      type: 'turnStarted',
      turnId,
      parentId: null,
      at: 0,
      user: { text: 'q', context: [] },
    });
    page.onTurnStarting.fire({ turnId: 't2', askedBy: {} });
    page.happen(asked('t2'));
    page.onTurnStarting.fire({ turnId: 't3', askedBy: page.asker });
    page.happen(asked('t3'));
    page.onTurnStarting.fire({ turnId: 't4' });
    page.happen(asked('t4'));
    assert.deepEqual(
      page.posted.map((fact) => fact.type === 'snapshot' && fact.show),
      [undefined, undefined, null, undefined],
    );
  });

  it('posts the draft in a snapshot, and its text again only when asked to', () => {
    const page = open();
    page.ready();
    page.channel.updateDraft(false);
    page.channel.updateDraft(true);
    const [first, ...later] = page.posted as unknown as Record<string, unknown>[];
    assert.deepEqual([first!['draft'], first!['context']], ['draft', []]);
    assert.deepEqual(later, [
      { type: 'draft', revision: 2, context: [] },
      { type: 'draft', revision: 3, context: [], text: 'draft' },
    ]);
  });

  it('posts what the next message will use when the conversation has chosen', () => {
    const page = open();
    page.ready();
    page.happen({ type: 'settingsChanged', settings: { model: 'm' } });
    assert.deepEqual(
      page.posted.map((fact) => fact.type),
      ['snapshot', 'events', 'panel'],
    );
  });

  it('puts the caret into the composer as soon as there is a page', () => {
    const page = open();
    page.channel.focusComposer();
    page.ready();
    assert.deepEqual(
      page.posted.map((fact) => fact.type),
      ['snapshot', 'focusComposer'],
    );
  });
});
