/** The line about the next request, from the chat and the draft to the words that a page gets. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationId } from '../../../../src/conversation/model.ts';
import { Emitter } from '../../../../src/platform/emitter.ts';
import type { Estimates } from '../../../../src/protocol/estimate.ts';
import type { Draft, DraftChange } from '../../../../src/ui/composer/drafts.ts';
import { EstimateController } from '../../../../src/ui/composer/estimateController.ts';
import { tokenCount, type Texts } from '../../../../src/ui/composer/estimateText.ts';
import { ask, withChat, type TestChat } from '../../chat/testChat.ts';
import { FakeClock } from '../../fakeClock.ts';

const texts: Texts = {
  l10n: {
    t: (message, ...values) =>
      message.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
  },
  env: { language: 'en' },
};

/** A controller whose clock the test moves, and what was posted to its page. */
async function open(chat: TestChat) {
  const clock = new FakeClock();
  const session = chat.controller.create();
  const drafts = {
    draft: { text: '', context: [] } as Draft,
    onChange: new Emitter<DraftChange>(),
  };
  const reported: Estimates[] = [];
  const pane = new EstimateController(
    { session, onShow: new Emitter<void>(), post: (fact) => void reported.push(fact) },
    {
      estimator: await chat.controller.estimator.get(),
      drafts: { of: () => drafts.draft, onChange: drafts.onChange },
      clock,
      texts,
      offers: { planner: chat.controller.planner, clock, offPeakHint: () => true },
    },
  );
  const type = (text: string, id: ConversationId = session.conversation.id) => {
    drafts.draft = { text, context: [] };
    drafts.onChange.fire({ id });
    clock.advance(100);
  };
  return { pane, session, clock, reported, type, last: () => reported.at(-1)!.next };
}

describe('the estimates of a page', () => {
  it('tell the size, the cache and the price of what is written, and nothing on an empty chat', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      const { pane, session, clock, reported, type, last } = await open(chat);
      pane.ask({ type: 'estimate' });
      assert.equal(last(), null);
      type('hello '.repeat(100));
      assert.equal(last()?.size, '184 of 1M');
      assert.equal(last()?.fill, 'fine');
      assert.match(last()!.pieces.join(), /^≈ \$0\.0000\d+$/);
      chat.server.answerWith(() => ({ content: 'yes '.repeat(300) }));
      await ask(session, 'hello '.repeat(500));
      type('and?');
      clock.advance(100);
      assert.match(
        last()!.label,
        /^Next request, about: 1\.\dk of 1M, ≈ 1\.\dk cached, ≈ \$0\.000\d+$/,
      );
      assert.match(last()!.details.join('\n'), /as the server counted them/);
      session.changeSettings({ model: 'deepseek-v4-pro' });
      clock.advance(100);
      assert.match(last()!.pieces[0]!, /^model change: nothing cached$/);
      const before = reported.length;
      type('and?');
      assert.equal(reported.length, before, 'told again although nothing changed');
    }));

  it('tell of the edited question besides, for as long as it is edited', () =>
    withChat('today', async (chat) => {
      const { pane, session, reported } = await open(chat);
      const first = await ask(session, 'hello '.repeat(500));
      await ask(session, 'and?');
      pane.ask({ type: 'estimate', turnId: first.id, text: 'short' });
      assert.equal(reported.at(-1)?.edit?.turnId, first.id);
      assert.match(reported.at(-1)!.edit!.view.size, /^\d tokens|^\d of/);
      pane.ask({ type: 'estimate' });
      assert.ok(!('edit' in reported.at(-1)!));
    }));

  it('are not made while an answer streams, nor for a page that is gone', () =>
    withChat('today', async (chat) => {
      const { pane, session, clock, reported } = await open(chat);
      pane.ask({ type: 'estimate' });
      const streamed: number[] = [];
      session.onEvents.on((events) => {
        if (events.some(({ type }) => type === 'partAppended')) streamed.push(clock.pending);
      });
      chat.server.answerWith(() => ({ content: 'word '.repeat(50) }));
      const asked = ask(session, 'hello');
      clock.advance(100);
      await asked;
      assert.ok(streamed.length > 0);
      assert.deepEqual(new Set(streamed), new Set([0]), 'an estimate waits to be made');
      clock.advance(100);
      const before = reported.length;
      pane.close();
      await ask(session, 'more');
      clock.advance(100);
      assert.equal(reported.length, before);
    }));

  it('says when a price or a window is not known', () =>
    withChat('compatible', async (chat) => {
      const { pane, type, last } = await open(chat);
      pane.ask({ type: 'estimate' });
      type('hello');
      assert.equal(last()?.size, '6 tokens');
      assert.ok(!('share' in last()!));
      assert.deepEqual(last()?.pieces, []);
      assert.match(last()!.details.join(), /is not known; the setting deepseek\.modelLimits/);
      assert.match(last()!.details.join(), /price of \S+ on this server is not known/);
      return Promise.resolve();
    }));

  it('writes counts short', () => {
    const counts = [0, 999, 1000, 12_449, 99_940, 99_960, 131_072, 999_499, 999_500, 1_048_576];
    assert.deepEqual(counts.map(tokenCount), [
      '0',
      '999',
      '1k',
      '12.4k',
      '99.9k',
      '100k',
      '131k',
      '999k',
      '1M',
      '1M',
    ]);
  });
});
