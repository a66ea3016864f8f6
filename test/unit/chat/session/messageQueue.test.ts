import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { activeBranch } from '../../../../src/conversation/activeBranch.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';
import { queueOf } from '../../../../src/conversation/queue.ts';
import type { DeepSeekServer } from '../../../fakes/deepseekServer.ts';
import { FakeClock } from '../../fakeClock.ts';
import { ask, until, withChat } from '../testChat.ts';

const waiting = ({ conversation }: ChatSession) =>
  queueOf(conversation).map(({ user }) => user.text);
const idOf = ({ conversation }: ChatSession, text: string) =>
  queueOf(conversation).find(({ user }) => user.text === text)!.id;
const said = ({ conversation }: ChatSession) =>
  activeBranch(conversation).map((turn) => [turn.user.text, turn.status]);
const idle = (session: ChatSession) =>
  until(session, () => !session.busy && queueOf(session.conversation).length === 0);
/** Resolves when the queue is held, after the turn that made it so. */
const held = (session: ChatSession) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (session.busy || session.queue.held === undefined) return;
      for (const disposable of watching) disposable.dispose();
      resolve();
    };
    const watching = [session.onActivity.on(look), session.queue.onHeld.on(look)];
    look();
  });
const item: ContextItem = { id: 'x', kind: 'file', path: 'a.ts', text: 'let a = 1;' };

/** Sends `text`, whose answer comes when the result is called. */
async function askSlowly(
  session: ChatSession,
  server: DeepSeekServer,
  text = 'one',
): Promise<() => void> {
  let finish: () => void = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  server.script({ content: 'abcdefghij', chunkSize: 1, hold: { afterChunks: 5, until: held } });
  assert.equal(session.send(text), undefined);
  await until(session, () => session.conversation.openTurn?.parts.length === 1);
  return finish;
}

describe('the queue of a chat', () => {
  it('sends what waits by itself, in order, each after a whole answer and with what was attached', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      const finish = await askSlowly(session, server);
      assert.equal(session.enqueue('two', [item], {}), undefined);
      assert.equal(session.enqueue('three', [], {}), undefined);
      assert.equal(session.enqueue(' ', [], {}), 'empty');
      assert.deepEqual(waiting(session), ['two', 'three']);
      assert.equal(bodies().length, 1);
      finish();
      await idle(session);
      assert.deepEqual(said(session), [
        ['one', 'complete'],
        ['two', 'complete'],
        ['three', 'complete'],
      ]);
      const asked = bodies().map((body) => (body['messages'] as { content: string }[]).at(-1));
      assert.deepEqual(
        asked.map((message) => message?.content),
        ['one', 'a.ts\n```\nlet a = 1;\n```\n\ntwo', 'three'],
      );
    }));

  it('can be put in another order, and what is removed comes back where it was', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      const finish = await askSlowly(session, server);
      for (const text of ['a', 'b', 'c']) session.enqueue(text, [], {});
      session.queue.move(idOf(session, 'c'), -1);
      assert.deepEqual(waiting(session), ['a', 'c', 'b']);
      session.queue.move(idOf(session, 'a'), -1);
      session.queue.move(idOf(session, 'b'), 5);
      assert.deepEqual(waiting(session), ['a', 'c', 'b']);
      const removed = idOf(session, 'c');
      session.queue.remove(removed);
      assert.deepEqual(waiting(session), ['a', 'b']);
      session.queue.restore(removed);
      session.queue.restore(removed);
      assert.deepEqual(waiting(session), ['a', 'c', 'b']);
      session.queue.remove(idOf(session, 'a'));
      finish();
      await idle(session);
      assert.deepEqual(
        said(session).map(([text]) => text),
        ['one', 'c', 'b'],
      );
    }));

  // Fault W2
  it('is held by Stop, sends one when asked for one, and goes on when asked for all', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      await askSlowly(session, server);
      for (const text of ['a', 'b', 'c']) session.enqueue(text, [], {});
      session.stop();
      assert.equal(session.queue.held, 'stopped', 'at once');
      await until(session, () => !session.busy);
      assert.deepEqual([waiting(session), session.queue.held], [['a', 'b', 'c'], 'stopped']);
      session.queue.goOn(false);
      await until(session, () => !session.busy);
      assert.deepEqual([waiting(session), session.queue.held], [['b', 'c'], 'stopped']);
      session.queue.goOn(true);
      await idle(session);
      assert.equal(session.queue.held, undefined);
      assert.deepEqual(
        said(session).map(([text]) => text),
        ['one', 'a', 'b', 'c'],
      );
      assert.equal(bodies().length, 4);
    }));

  it('stays held while the user asks something else in between', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      await askSlowly(session, server);
      session.enqueue('a', [], {});
      session.stop();
      await until(session, () => !session.busy);
      await ask(session, 'in between');
      assert.deepEqual([waiting(session), session.queue.held], [['a'], 'stopped']);
    }));

  // Fault W2
  it('is held by a failure and by an answer that is not whole', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      server.script({ error: { status: 400, message: 'no' } });
      session.send('one');
      session.enqueue('a', [], {});
      await held(session);
      assert.deepEqual([waiting(session), session.queue.held], [['a'], 'failed']);
      server.script({ content: 'cut', finishReason: 'length' });
      session.queue.goOn(true);
      session.enqueue('b', [], {});
      await held(session);
      assert.deepEqual([waiting(session), session.queue.held], [['b'], 'notWhole']);
    }));

  // Fault W1
  it('outlives the window, waits for the user then, and asks nothing twice', () =>
    withChat('today', async (chat) => {
      const { controller, server, store, bodies } = chat;
      const session = controller.create();
      const { id } = session.conversation;
      await askSlowly(session, server);
      session.enqueue('a', [item], { starter: 'Well' });
      session.enqueue('b', [], {});
      const before = queueOf(session.conversation);
      await controller.closeAll();
      await store.close();
      const again = (await controller.open(id))!;
      assert.deepEqual(queueOf(again.conversation), before);
      assert.equal(again.queue.held, 'reopened');
      again.queue.goOn(true);
      await idle(again);
      await store.close();
      assert.equal(bodies().length, 3);
      // The log still has the events that queued them.
      const stored = (await store.read(id))!.conversation;
      assert.deepEqual(queueOf(stored), []);
      assert.deepEqual(
        before.map((message) => stored.turns.get(message.id)?.user.text),
        ['a', 'b'],
      );
      assert.equal(stored.turns.get(before[0]!.id)?.starter, 'Well');
    }));

  it('is held while another branch is shown, and goes to the end of its own on demand', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      const first = await ask(session, 'one');
      await askSlowly(session, server, 'two');
      session.enqueue('a', [], {});
      session.enqueue('b', [], {});
      session.stop();
      await until(session, () => !session.busy);
      session.edit(first.id, 'other');
      await until(session, () => !session.busy);
      session.queue.goOn(true);
      await idle(session);
      assert.deepEqual(
        said(session).map(([text]) => text),
        ['other', 'a', 'b'],
      );
    }));
});

describe('a message that waits for its time', () => {
  const hour = 3_600_000;

  it('is sent when it has come, also as the first of its chat, and does not keep others waiting', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller, bodies, store }) => {
        const session = controller.create();
        session.enqueue('later', [], { notBefore: clock.now() + hour });
        assert.equal(session.queue.held, undefined);
        await ask(session, 'now');
        assert.deepEqual(waiting(session), ['later']);
        clock.advance(hour - 1);
        assert.equal(session.busy, false);
        clock.advance(1);
        await idle(session);
        assert.equal(bodies().length, 2);
        assert.deepEqual(
          said(session).map(([text]) => text),
          ['now', 'later'],
        );
        await store.close();
        const stored = (await store.read(session.conversation.id))!.conversation;
        assert.deepEqual([stored.title, queueOf(stored)], ['later', []]);
      },
      clock,
    );
  });

  // Fault W3
  it('waits for the user when its time came while the machine slept', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller, bodies }) => {
        const session = controller.create();
        session.enqueue('later', [], { notBefore: clock.now() + hour });
        clock.freeze(2 * hour);
        clock.advance(1);
        assert.deepEqual([session.busy, session.queue.held], [false, 'late']);
        clock.advance(hour);
        assert.equal(bodies().length, 0);
        session.queue.sendNow(idOf(session, 'later'));
        await idle(session);
        assert.equal(bodies().length, 1);
      },
      clock,
    );
  });

  // Fault W3
  it('waits for the user when its time came while no window had it, and is sent if it did not', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller, store, bodies }) => {
        const session = controller.create();
        const { id } = session.conversation;
        session.enqueue('first', [], { notBefore: clock.now() + hour });
        session.enqueue('second', [], { notBefore: clock.now() + 3 * hour });
        await controller.closeAll();
        await store.close();
        clock.advance(2 * hour);
        const again = (await controller.open(id))!;
        assert.equal(again.queue.held, 'late');
        clock.advance(hour);
        await until(again, () => !again.busy && waiting(again).length === 1);
        assert.deepEqual([waiting(again), bodies().length], [['first'], 1]);
        again.queue.goOn(true);
        await idle(again);
        assert.deepEqual(
          said(again).map(([text]) => text),
          ['second', 'first'],
        );
      },
      clock,
    );
  });

  it('does not go to another branch than it was written for by itself', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller, bodies }) => {
        const session = controller.create();
        const first = await ask(session, 'one');
        session.enqueue('later', [], { notBefore: clock.now() + hour });
        session.edit(first.id, 'other');
        await until(session, () => !session.busy);
        clock.advance(hour);
        assert.deepEqual([session.busy, session.queue.held], [false, 'branch']);
        session.selectBranch(first.id);
        session.queue.goOn(false);
        await idle(session);
        assert.deepEqual(
          said(session).map(([text]) => text),
          ['one', 'later'],
        );
        assert.equal(bodies().length, 3);
      },
      clock,
    );
  });
});
