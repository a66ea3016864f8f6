import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SidebarChat } from '../../../../src/ui/panel/sidebarChat.ts';
import { ask, withChat } from '../../chat/testChat.ts';
import { createMemory } from '../memory.ts';

describe('SidebarChat', () => {
  it('comes back to the chat that was open, also when nobody had written in it yet', () =>
    withChat('today', async ({ controller }) => {
      const memory = createMemory();
      const { id } = (await new SidebarChat(controller, memory).restore()).conversation;
      await controller.closeAll();
      const again = await new SidebarChat(controller, memory.reload()).restore();
      assert.equal(again.conversation.id, id);
    }));

  it('shows a page the chat it had shown, the same one that another page has', () =>
    withChat('today', async ({ controller }) => {
      const openChat = new SidebarChat(controller, createMemory());
      const session = await openChat.restore();
      await ask(session, 'Hello');
      assert.equal(await openChat.reopen(session.conversation.id), session);
      const [chatSession, two] = await Promise.all([
        openChat.reopen('new-1'),
        openChat.reopen('new-1'),
      ]);
      assert.equal(chatSession, two);
      assert.equal(chatSession.conversation.id, 'new-1');
    }));

  it('leaves a chat alone that cannot be read, and begins another one', async () => {
    await withChat('today', async ({ controller, store }) => {
      store.follow = () => ({ poll: () => Promise.reject(new Error('EIO')) }) as never;
      const session = await new SidebarChat(
        controller,
        createMemory({ openChat: 'lost' }),
      ).restore();
      assert.notEqual(session.conversation.id, 'lost');
    });
  });

  it('takes no id from its memory that could be a path', () =>
    withChat('today', async ({ controller }) => {
      const memory = createMemory({ openChat: '../x' });
      const session = await new SidebarChat(controller, memory).restore();
      assert.match(session.conversation.id, /^[a-z0-9-]+$/);
    }));

  it('begins no second empty chat', () =>
    withChat('today', async ({ controller }) => {
      const openChat = new SidebarChat(controller, createMemory());
      const session = await openChat.restore();
      assert.equal(openChat.begin(), session);
      await ask(session, 'Hello');
      assert.notEqual(openChat.begin(), session);
    }));
});
