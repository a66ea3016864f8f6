import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatController } from '../../../../src/chat/chatController.ts';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { activeBranch, textOf } from '../../../../src/conversation/activeBranch.ts';
import type { UserMessage } from '../../../../src/conversation/model.ts';
import { queueOf } from '../../../../src/conversation/queue.ts';
import { ConversationLog } from '../../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../../src/systemClock.ts';
import { ask, withChat, type TestChat, loadRequests } from '../testChat.ts';

/** Runs `test` with a second window on the same chats. */
async function withWindows(
  test: (chat: TestChat, other: ChatController, folder: string) => Promise<void>,
): Promise<void> {
  await withChat('today', async (chat) => {
    const store = new ConversationLog({
      folder: chat.folder,
      files: nodeFiles,
      clock: systemClock,
      writer: '0.0.0',
      logger: { info() {}, warn() {}, error() {} },
      onProblem: (code) => assert.equal(code, undefined),
    });
    const other = new ChatController({ ...chat.ports, store, sharing: store }, loadRequests);
    try {
      await test(chat, other, chat.folder);
    } finally {
      await other.closeAll();
      await store.close();
    }
  });
}

const words = (session: ChatSession) =>
  activeBranch(session.conversation).map((turn) => [turn.user.text, turn.status]);

/** Resolves when a session shows what the condition asks for. */
const shows = (session: ChatSession, condition: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!condition()) return;
      for (const disposable of watching) disposable.dispose();
      resolve();
    };
    const watching = [session.onEvents, session.onActivity, session.onReplaced].map((emitter) =>
      emitter.on(look),
    );
    look();
  });

describe('a chat in two windows', () => {
  // Fault A7
  it('is written in one and shown in the other as it streams, where nothing can be sent', () =>
    withWindows(async ({ controller, server, bodies }, other) => {
      const here = controller.create();
      await ask(here, 'one');
      const there = (await other.open(here.conversation.id))!;
      assert.equal(there.elsewhere, true);
      await shows(there, () => there.conversation.openTurn === null);
      assert.deepEqual(words(there), [['one', 'complete']]);
      let finish: () => void = () => {};
      const until = new Promise<void>((resolve) => (finish = resolve));
      server.script({ content: 'abcdefghij', chunkSize: 1, hold: { afterChunks: 5, until } });
      here.send('two');
      const streamed = () => there.conversation.openTurn?.parts.length === 1;
      await shows(there, streamed);
      assert.match('abcdefghij', new RegExp(`^${textOf(there.conversation.openTurn!, 'content')}`));
      assert.equal(there.conversation.openTurn?.user.text, 'two');
      assert.equal(there.send('three'), 'elsewhere');
      there.hideTurn(activeBranch(there.conversation)[0]!.id, true);
      there.changeSettings({ model: 'other' });
      finish();
      await shows(there, () => there.conversation.openTurn === null);
      await shows(here, () => !here.busy);
      assert.deepEqual(there.conversation, here.conversation);
      assert.equal(bodies().length, 2);
    }));

  it('shows a reader any branch that it wants to see, and then the one that is gone on with', () =>
    withWindows(async ({ controller }, other) => {
      const here = controller.create();
      const first = await ask(here, 'one');
      here.edit(first.id, 'another one');
      await shows(here, () => !here.busy);
      const there = (await other.open(here.conversation.id))!;
      await shows(there, () => there.conversation.openTurn === null);
      there.selectBranch(first.id);
      assert.deepEqual(words(there), [['one', 'complete']]);
      await ask(here, 'two');
      await shows(there, () => words(there).length === 2 && there.conversation.openTurn === null);
      assert.deepEqual(words(there), words(here), 'where the writer is');
      assert.deepEqual(there.conversation.turns, here.conversation.turns);
    }));

  it('is handed over at once when no turn is in progress, and goes on in the other', () =>
    withWindows(async ({ controller }, other) => {
      const here = controller.create();
      await ask(here, 'one');
      const there = (await other.open(here.conversation.id))!;
      await there.share.takeOver();
      assert.equal(there.share.asked, true);
      await shows(there, () => !there.elsewhere);
      assert.deepEqual([here.elsewhere, there.share.asked], [true, false]);
      await ask(there, 'two');
      await shows(here, () => words(here).length === 2 && here.conversation.openTurn === null);
      assert.deepEqual(here.conversation, there.conversation);
    }));

  it('is handed over after the end of the turn that is in progress', () =>
    withWindows(async ({ controller, server }, other) => {
      const here = controller.create();
      await ask(here, 'one');
      const there = (await other.open(here.conversation.id))!;
      let finish: () => void = () => {};
      const held = new Promise<void>((resolve) => (finish = resolve));
      server.script({ content: 'abcdefghij', chunkSize: 1, hold: { afterChunks: 5, until: held } });
      here.send('two');
      await shows(there, () => there.conversation.openTurn !== null);
      await there.share.takeOver();
      finish();
      await shows(there, () => !there.elsewhere);
      assert.deepEqual(words(there), [
        ['one', 'complete'],
        ['two', 'complete'],
      ]);
    }));

  it('shows queued messages in both, which the other holds after taking the chat and sends on demand', () =>
    withWindows(async ({ controller, server, bodies }, other) => {
      const here = controller.create();
      await ask(here, 'one');
      const there = (await other.open(here.conversation.id))!;
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: new Promise(() => {}) },
      });
      here.send('two');
      here.enqueue('three', [], {});
      await shows(there, () => queueOf(there.conversation).length === 1);
      assert.equal(there.enqueue('four', [], {}), 'elsewhere');
      there.queue.goOn(true);
      there.queue.remove(queueOf(there.conversation)[0]!.id);
      assert.equal(queueOf(there.conversation).length, 1, 'changed by a reader');
      here.stop();
      await shows(here, () => !here.busy);
      await there.share.takeOver();
      await shows(there, () => !there.elsewhere);
      assert.equal(there.queue.held, 'reopened');
      there.queue.goOn(true);
      await shows(there, () => !there.busy && words(there).length === 3);
      assert.deepEqual(words(there).at(-1), ['three', 'complete']);
      await shows(here, () => words(here).length === 3 && here.conversation.openTurn === null);
      assert.deepEqual(here.conversation, there.conversation);
      assert.equal(bodies().length, 3);
    }));

  it('goes on in the window that is left when the other closes, with no asking', () =>
    withWindows(async ({ controller, store }, other) => {
      const here = controller.create();
      await ask(here, 'one');
      const there = (await other.open(here.conversation.id))!;
      await controller.closeAll();
      await store.close();
      await shows(there, () => !there.elsewhere);
      assert.equal((await ask(there, 'two')).status, 'complete');
    }));

  it('begun twice under one name is begun once, and the words of the other are given back', () =>
    withWindows(async ({ controller, bodies }, other) => {
      const here = controller.create('same');
      const there = other.create('same');
      const back: UserMessage[] = [];
      other.onMessageReturned.on(({ user }) => back.push(user));
      await ask(here, 'one');
      assert.equal(there.send('lost?'), undefined);
      await shows(there, () => !there.busy && words(there)[0]?.[0] === 'one');
      assert.equal(there.elsewhere, true);
      assert.deepEqual(
        back.map(({ text }) => text),
        ['lost?'],
      );
      assert.equal(bodies().length, 1);
    }));
});
