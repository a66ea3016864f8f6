import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import type { Conversation } from '../../../../src/conversation/model.ts';
import { toWindow } from '../../../../src/protocol/window.ts';
import type { FactBody } from '../../../../src/protocol/messages.ts';
import type { TurnReceipts } from '../../../../src/protocol/receipts.ts';
import { ReceiptsController } from '../../../../src/ui/usage/receiptsController.ts';

/** A chat with one answer, whose id is also that of its turn. */
function chatOf(id: string): Conversation {
  return reduceAll({ ...emptyConversation, id }, [
    { type: 'turnStarted', turnId: id, parentId: null, at: 1, user: { text: 'q', context: [] } },
    { type: 'turnEnded', turnId: id, at: 2, status: 'complete' },
  ]);
}

/** A controller whose receipts come when a test lets them. */
function setUp(first: Conversation) {
  let conversation = first;
  let prices = 'old';
  const asked: { ids: readonly string[]; answer: (receipts: TurnReceipts) => void }[] = [];
  const posted: (readonly string[])[] = [];
  const controller = new ReceiptsController({
    conversation: () => conversation,
    source: {
      prices: () => prices,
      of: (turns) =>
        new Promise((answer) => asked.push({ ids: turns.map(({ id }) => id), answer })),
    },
    post: ({ receipts }) => posted.push(Object.keys(receipts)),
  });
  const show = (chat: Conversation) => {
    conversation = chat;
    // The controller reads nothing else of a snapshot.
    controller.onPosted({ type: 'snapshot', window: toWindow(chat) } as FactBody);
  };
  show(first);
  const answer = async (index: number) => {
    const { ids, answer: give } = asked[index]!;
    give(Object.fromEntries(ids.map((id) => [id, { line: [], details: [] }])));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { controller, asked, posted, show, answer, setPrices: (now: string) => (prices = now) };
}

describe('the receipts of a page', () => {
  it('are posted when they come', async () => {
    const { posted, answer } = setUp(chatOf('a'));
    assert.deepEqual(posted, []);
    await answer(0);
    assert.deepEqual(posted, [['a']]);
  });

  it('are asked for again when prices have changed, and only then', () => {
    const { controller, asked, setPrices } = setUp(chatOf('a'));
    controller.onPrices();
    assert.equal(asked.length, 1);
    setPrices('new');
    controller.onPrices();
    assert.deepEqual(
      asked.map(({ ids }) => ids),
      [['a'], ['a']],
    );
  });

  it('of a chat that the page has left are dropped', async () => {
    const { posted, show, answer } = setUp(chatOf('a'));
    show(chatOf('b'));
    await answer(0);
    assert.deepEqual(posted, []);
    await answer(1);
    assert.deepEqual(posted, [['b']]);
  });

  it('are not asked for in an empty chat', () => {
    const { controller, asked } = setUp(emptyConversation);
    controller.onPrices();
    assert.deepEqual(asked, []);
  });
});
