import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import type { DraftQuestion } from '../../../../src/chat/usage/nextRequestMessages.ts';
import { findIdenticalRequest } from '../../../../src/chat/sent/repeatedRequest.ts';
import type { ContextItem } from '../../../../src/conversation/model.ts';
import type { Generation } from '../../../fakes/types.ts';
import { ask, lastEnded, until, withChat, type TestChat } from '../testChat.ts';

const item = (id: string, text = 'let a = 1;'): ContextItem => ({
  id,
  kind: 'file',
  path: 'a.ts',
  text,
});

/** The id of the turn that is offered for a draft. */
function offered(
  { controller }: TestChat,
  { conversation }: ChatSession,
  draft: Partial<DraftQuestion>,
): string | undefined {
  const next = controller.planner.next(conversation.settings);
  assert.ok(next);
  return findIdenticalRequest(conversation, { text: '', context: [], ...draft }, next)?.id;
}

describe('an answer that a chat already has', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    it(`is found for the same bytes and for no others (${generation})`, () =>
      withChat(generation, async (chat) => {
        const session = chat.controller.create();
        await ask(session, 'one');
        session.send('two', [item('x')]);
        const two = await lastEnded(session);
        session.edit(two.id, 'another two');
        await until(session, () => !session.busy);
        const other = await lastEnded(session);
        const at = { instead: other.id };
        // Ids of pieces are not sent.
        const same = { ...at, text: ' two\n', context: [item('y')] };
        assert.equal(offered(chat, session, { ...same, text: 'two' }), two.id);
        assert.equal(
          offered(chat, session, same),
          undefined,
          'blanks are bytes too, and are taken off before a draft is sent',
        );
        assert.equal(offered(chat, session, { ...at, text: 'two', context: [] }), undefined);
        const changed = { ...at, text: 'two', context: [item('x', 'let a = 2;')] };
        assert.equal(offered(chat, session, changed), undefined);
        // At the end of the branch the same words are another request.
        assert.equal(offered(chat, session, { text: 'two', context: [item('x')] }), undefined);
        assert.equal(chat.bodies().length, 3, 'nothing was sent to find out');
      }));
  }

  it('is not found once the settings are others, and again when they are as they were', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const turn = await ask(session, 'one');
      session.edit(turn.id, 'other');
      await until(session, () => !session.busy);
      const at = { text: 'one', instead: (await lastEnded(session)).id };
      session.changeSettings({ model: 'deepseek-v4-pro' });
      assert.equal(offered(chat, session, at), undefined);
      session.changeSettings({ model: 'deepseek-flash' });
      assert.equal(offered(chat, session, at), turn.id);
    }));

  it('is not one that was deleted, failed, was cut or goes on from another', () =>
    withChat('today', async (chat) => {
      const { controller, server } = chat;
      const session = controller.create();
      const turn = await ask(session, 'one');
      session.edit(turn.id, 'other');
      await until(session, () => !session.busy);
      const at = { text: 'one', instead: (await lastEnded(session)).id };
      session.hideTurn(turn.id, true);
      assert.equal(offered(chat, session, at), undefined, 'deleted');
      server.script({ content: 'cut', finishReason: 'length' });
      session.edit(at.instead, 'one');
      await until(session, () => !session.busy);
      assert.equal(offered(chat, session, at), undefined, 'cut');
      session.continue((await lastEnded(session)).id);
      await until(session, () => !session.busy);
      assert.equal(offered(chat, session, at), undefined, 'goes on');
      session.hideTurn(turn.id, false);
      assert.equal(offered(chat, session, at), turn.id);
    }));
});
