/** Summaries of earlier turns: asked for, sent in their place, taken back, and harmless where they fail. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { rebuiltRequest } from '../../../../src/chat/sent/rebuiltRequest.ts';
import { activeBranch } from '../../../../src/conversation/activeBranch.ts';
import { copyBranch } from '../../../../src/conversation/export/copyBranch.ts';
import { toExportedChat } from '../../../../src/conversation/export/exportJson.ts';
import { importChats } from '../../../../src/conversation/export/importChats.ts';
import type { Usage } from '../../../../src/conversation/usage.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import { streamFixtures } from '../../../fakes/answers/streamFixtures.ts';
import type { Generation, Step } from '../../../fakes/types.ts';
import { assertAccepted, messagesOf } from '../../faults/faultChat.ts';
import { ask, lastEnded, withChat, type TestChat } from '../testChat.ts';

const contents = (chat: TestChat) => messagesOf(chat.bodies().at(-1)).map(({ content }) => content);

/** Answers a request for a summary with this, and everything else plainly. */
function answerSummaryWith(chat: TestChat, step: Step): void {
  chat.server.answerWith(({ body }) => {
    const last = messagesOf(body).at(-1)?.content ?? '';
    return last.startsWith('Summarize our conversation so far, in') ? step : { content: 'Yes.' };
  });
}

async function begin(chat: TestChat, turns = 5): Promise<ChatSession> {
  const session = chat.controller.create();
  answerSummaryWith(chat, { content: ' They spoke of numbers. ' });
  for (let turn = 1; turn <= turns; turn += 1) await ask(session, `question ${String(turn)}`);
  return session;
}

describe('a summary of earlier turns', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    it(`stands for them in requests to a ${generation} server until it is taken back`, () =>
      withChat(generation, async (chat) => {
        const session = await begin(chat);
        const { summaries } = chat.controller;
        await summaries.summarise(session);
        assert.equal(summaries.of(session), undefined);
        const branch = activeBranch(session.conversation);
        assert.equal(branch[2]?.summary?.text, 'They spoke of numbers.');
        assert.equal(branch[2]?.summary?.turns, 3);
        // It was asked for with the chat's own messages, which the server had in its cache.
        assert.deepEqual(contents(chat).slice(0, 2), ['question 1', 'Yes.']);
        await ask(session, 'and?');
        assert.deepEqual(contents(chat), [
          'Summarize our conversation so far.',
          'They spoke of numbers.',
          'question 4',
          'Yes.',
          'question 5',
          'Yes.',
          'and?',
        ]);
        session.useSummary(branch[2].id, false);
        await ask(session, 'and now?');
        assert.equal(contents(chat).length, 13);
        assert.equal(contents(chat)[0], 'question 1');
        session.useSummary(branch[2].id, true);
        await ask(session, 'and then?');
        assert.equal(contents(chat)[1], 'They spoke of numbers.');
        assertAccepted(chat);
        // Each of these requests can be made again from the log, byte for byte.
        await chat.store.close();
        const stored = (await chat.store.read(session.conversation.id))!.conversation;
        assert.deepEqual(stored, session.conversation);
        for (const { id } of activeBranch(stored)) {
          assert.equal(rebuiltRequest(stored, id)?.proven, true);
        }
      }));
  }

  it('is metered apart, and costs the cache only what its request adds', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      chat.settings.thinking = 'off';
      const session = chat.controller.create();
      chat.server.answerWith(() => ({ content: 'word '.repeat(300) }));
      for (const text of ['one', 'two', 'three', 'four']) await ask(session, text);
      await chat.controller.summaries.summarise(session);
      const entry = chat.ledger.at(-1)!;
      assert.equal(entry.kind, 'summary');
      assert.ok((entry.usage as Usage).cached > 800, 'the chat so far was not found in the cache');
      assert.equal(session.conversation.turns.size, 4);
    }));

  it('asks the chat’s model for plain text, whatever else was chosen', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat, 3);
      session.changeParameters({
        model: 'deepseek-v4-pro',
        thinking: 'on',
        jsonOutput: true,
        maxTokens: 5,
        stop: ['numbers'],
      });
      await chat.controller.summaries.summarise(session);
      const { model, thinking, response_format, max_tokens, stop } = chat.bodies().at(-1)!;
      assert.equal(model, 'deepseek-v4-pro');
      assert.deepEqual(thinking, { type: 'disabled' });
      assert.deepEqual([response_format, max_tokens, stop], [undefined, undefined, undefined]);
    }));

  it('goes on from the one before it, and in the end stands for all', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      const { summaries } = chat.controller;
      const counts: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        await summaries.summarise(session);
        counts.push(activeBranch(session.conversation).findLastIndex(({ summary }) => summary) + 1);
      }
      assert.deepEqual(counts, [3, 4, 5, 5]);
      assert.deepEqual(summaries.of(session), { kind: 'failed', why: { kind: 'nothing' } });
      assert.equal(contents(chat).length, 5, 'the earlier summary and what came after it');
    }));

  it('is not paid for twice', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      const { summaries } = chat.controller;
      await summaries.summarise(session);
      const [, , third] = activeBranch(session.conversation);
      session.useSummary(third!.id, false);
      const requests = chat.bodies().length;
      await summaries.summarise(session);
      assert.equal(chat.bodies().length, requests);
      assert.ok(!('unused' in activeBranch(session.conversation)[2]!.summary!));
    }));

  it('belongs to its branch: an earlier edit sends the originals', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      await chat.controller.summaries.summarise(session);
      const second = activeBranch(session.conversation)[1]!;
      session.edit(second.id, 'other');
      await lastEnded(session);
      assert.deepEqual(contents(chat), ['question 1', 'Yes.', 'other']);
    }));

  const failures: [string, Step, string][] = [
    ['is refused', { error: { status: 402, message: 'Insufficient Balance' } }, 'balance'],
    ['is cut by its length', { content: 'half', finishReason: 'length' }, 'incomplete'],
    ['says nothing', { content: ' ' }, 'incomplete'],
    ['breaks off', streamFixtures.socketReset, 'interrupted'],
  ];
  for (const [how, step, kind] of failures) {
    // Fault W4
    it(`leaves everything as it was where it ${how}`, () =>
      withChat('today', async (chat) => {
        const session = await begin(chat);
        const before = session.conversation;
        answerSummaryWith(chat, step);
        await chat.controller.summaries.summarise(session);
        assert.equal(session.conversation, before);
        const state = chat.controller.summaries.of(session);
        assert.equal(state?.kind, 'failed');
        assert.match(JSON.stringify(state), new RegExp(kind));
        chat.controller.summaries.cancel(session);
        assert.equal(chat.controller.summaries.of(session), undefined);
      }));
  }

  // Fault W4
  it('can be given up, and then nothing of it is left', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      const before = session.conversation;
      answerSummaryWith(chat, { never: true });
      const { summaries } = chat.controller;
      const reported = new Promise<void>((resolve) => {
        const listening = summaries.onChange.on(() => (listening.dispose(), resolve()));
      });
      const asked = summaries.summarise(session);
      await reported;
      assert.deepEqual(summaries.of(session), { kind: 'running', turns: 3 });
      // A second one waits for nothing: it is not begun.
      await summaries.summarise(session);
      summaries.cancel(session);
      await asked;
      assert.equal(session.conversation, before);
      assert.equal(summaries.of(session), undefined);
    }));

  // Fault W5
  it('covers no more than fits into one request, and says where nothing does', () =>
    withChat('compatible', async (chat) => {
      const session = chat.controller.create();
      answerSummaryWith(chat, { content: 'In short.' });
      chat.settings.modelLimits = { 'some-model': { context: 131_072 } };
      session.changeSettings({ model: 'some-model' });
      for (const text of ['a', 'b', 'c', 'd']) await ask(session, `${text} word `.repeat(15_000));
      const { summaries } = chat.controller;
      chat.settings.modelLimits = { 'some-model': { context: 40_000 } };
      await summaries.summarise(session);
      const branch = activeBranch(session.conversation);
      assert.deepEqual(
        branch.map(({ summary }) => summary?.turns),
        [1, undefined, undefined, undefined],
      );
      chat.settings.modelLimits = { 'some-model': { context: 1_000 } };
      await summaries.summarise(session);
      assert.deepEqual(summaries.of(session), { kind: 'failed', why: { kind: 'tooLong' } });
    }));

  it('is kept by a copy, an export and an import', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      await chat.controller.summaries.summarise(session);
      const { conversation } = session;
      const summarised = activeBranch(conversation)[2]!;
      session.useSummary(summarised.id, false);
      const copy = (events: Parameters<typeof reduceAll>[1]) =>
        reduceAll(emptyConversation, events).turns.get(summarised.id)?.summary;
      const leaf = { turnId: conversation.activeLeaf! };
      assert.deepEqual(
        copy(copyBranch(conversation, leaf, { id: 'x', now: 1 })),
        summarised.summary,
      );
      const json = JSON.stringify(toExportedChat(session.conversation, 1));
      const imported = importChats(json, { now: 1, nextId: () => 'y' });
      assert.ok(imported.ok);
      assert.deepEqual(copy(imported.chats[0]!), { ...summarised.summary, unused: true });
    }));
});
