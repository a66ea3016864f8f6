/** Stops a streaming answer by key and checks that everything stops and nothing is lost. */

import type { PacedPlan } from './pacedServer.ts';
import { marks } from './panelProbe.ts';
import type { MeasuredPanel } from './measuredPanel.ts';

/** The result; times in milliseconds from the key press. */
export interface Stopped {
  /** Until the server saw the connection close. */
  readonly connectionEnded: number;
  /** Until the panel showed that the answer was stopped. */
  readonly reported: number;
}

/**
 * Asks in the project's panel and presses Escape; rejects if the answer, the composer or the connection is in the wrong
 * state.
 */
export async function stopMidway(panel: MeasuredPanel, plan: PacedPlan): Promise<Stopped> {
  const answering = panel.answerNext({ ...plan, text: `${marks.begin} ${plan.text}` });
  let pressedAt = 0;
  let reported = 0;
  await panel.prepare(async (page, frame) => {
    const composer = frame.locator('.ds-composer__text');
    await composer.fill('Is there more to say?');
    await composer.press('Enter');
    // The previous answer starts with the same marker.
    const growing = frame.locator('article[aria-busy="true"]');
    await growing.getByText(marks.begin).first().waitFor({ timeout: 60_000 });
    const answer = frame.getByRole('article').last();
    pressedAt = Date.now();
    await composer.press('Escape');
    await answer.getByText('You stopped this answer.').waitFor({ timeout: 30_000 });
    reported = Date.now() - pressedAt;
    const text = await answer.locator('[data-part="content"]').first().innerText();
    if (!text.includes(marks.begin)) throw new Error('The text of the stopped answer is gone.');
    await composer.fill('');
    await page.keyboard.type('Still here');
    const typed = await composer.inputValue();
    if (typed !== 'Still here') throw new Error(`After Stop the composer holds “${typed}”.`);
    await composer.fill('');
  });
  const { brokenOffAt } = await answering;
  if (brokenOffAt === undefined) throw new Error('Stop did not end the connection.');
  return { connectionEnded: brokenOffAt - pressedAt, reported };
}
