import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import type { SendOffers } from '../../../../src/protocol/estimate.ts';
import { sendSuggestions } from '../../../../src/ui/composer/sendSuggestions.ts';
import { ask, lastEnded, until, withChat, type TestChat } from '../../chat/testChat.ts';
import { FakeClock } from '../../fakeClock.ts';

const peak = Date.parse('2026-11-23T03:18:00Z');
const offPeak = Date.parse('2026-11-23T04:00:00Z');

function clockAt(time: number): FakeClock {
  const clock = new FakeClock();
  clock.setWall(time - clock.now());
  return clock;
}

/** What is offered for a text, at the end of the branch or in the place of a turn. */
async function offered(
  { controller, settings }: TestChat,
  { conversation }: ChatSession,
  text: string,
  clock: FakeClock,
  instead?: string,
): Promise<SendOffers> {
  const draft = { text, context: [], ...(instead === undefined ? {} : { instead }) };
  const estimate = (await controller.estimator.get()).estimate(conversation, draft);
  assert.ok(estimate);
  const { planner } = controller;
  const offPeakHint = () => settings.offPeak.hint;
  return sendSuggestions(conversation, draft, estimate, { planner, clock, offPeakHint });
}

describe('what is offered before something is sent', () => {
  it('is to wait for off-peak hours where much is about to be paid at the peak price, unless switched off', async () => {
    const clock = clockAt(peak);
    await withChat(
      'today',
      async (chat) => {
        chat.settings.profile = 'official';
        const session = chat.controller.create();
        const large = 'word '.repeat(30_000);
        assert.deepEqual(await offered(chat, session, large, clock), { offPeakAt: offPeak });
        assert.deepEqual(await offered(chat, session, 'small', clock), {});
        chat.settings.offPeak = { hint: false };
        assert.deepEqual(await offered(chat, session, large, clock), {});
        chat.settings.offPeak = { hint: true };
        // Once it is in the cache, asking more costs little.
        chat.server.answerWith(() => ({ content: 'ok' }));
        await ask(session, large);
        assert.deepEqual(await offered(chat, session, 'and?', clock), {});
        // Nothing is known of what this server charges.
        chat.settings.profile = 'compatible';
        assert.deepEqual(await offered(chat, session, large, clock), {});
      },
      clock,
    );
  });

  it('is the answer that the same bytes had before, for the text as it is sent', () =>
    withChat('today', async (chat) => {
      const clock = new FakeClock();
      const session = chat.controller.create();
      const turn = await ask(session, 'one');
      session.edit(turn.id, 'other');
      await until(session, () => !session.busy);
      const other = (await lastEnded(session)).id;
      const repeat = { text: 'one', turnId: turn.id };
      assert.deepEqual(await offered(chat, session, ' one \n', clock, other), { repeat });
      assert.deepEqual(await offered(chat, session, 'one!', clock, other), {});
      assert.equal(chat.bodies().length, 2);
    }));
});
