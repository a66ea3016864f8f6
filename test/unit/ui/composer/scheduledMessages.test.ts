import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatController } from '../../../../src/chat/chatController.ts';
import { activeBranch } from '../../../../src/conversation/activeBranch.ts';
import { TimedChats } from '../../../../src/ui/composer/scheduledMessages.ts';
import { FakeClock } from '../../fakeClock.ts';
import { until, withChat, loadRequests } from '../../chat/testChat.ts';
import { createMemory } from '../memory.ts';

const hour = 3_600_000;

describe('chats with messages that wait for their time', () => {
  it('are opened again by the next window, which sends what is due though nobody shows the chat', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller, ports, store }) => {
        const memory = createMemory();
        const first = new TimedChats(controller, memory, clock);
        await first.open();
        const session = controller.create();
        const { id } = session.conversation;
        session.enqueue('later', [], { notBefore: clock.now() + 2 * hour });
        session.enqueue('sooner', [], { notBefore: clock.now() + hour });
        await controller.closeAll();
        await store.close();
        const other = new ChatController(ports, loadRequests);
        const kept = memory.reload();
        await new TimedChats(other, kept, clock).open();
        const again = other.find(id);
        assert.ok(again);
        clock.advance(hour);
        await until(again, () => activeBranch(again.conversation)[0]?.status === 'complete');
        assert.equal(activeBranch(again.conversation)[0]?.user.text, 'sooner');
        assert.deepEqual(
          kept.names().map((name) => kept.get(name)),
          [clock.now() + hour],
        );
        await other.closeAll();
      },
      clock,
    );
  });

  it('are left alone once the time has passed, and forgotten when nothing waits any more', async () => {
    const clock = new FakeClock();
    await withChat(
      'today',
      async ({ controller }) => {
        const memory = createMemory({
          'timed.passed': clock.now() - 1,
          'timed.../x': clock.now() + 1,
        });
        const timed = new TimedChats(controller, memory, clock);
        await timed.open();
        assert.deepEqual(memory.names(), []);
        const session = controller.create();
        session.enqueue('later', [], { notBefore: clock.now() + hour });
        assert.deepEqual(memory.names(), [`timed.${session.conversation.id}`]);
        session.queue.remove(session.conversation.queue![0]!.id);
        assert.deepEqual(memory.names(), []);
      },
      clock,
    );
  });
});
