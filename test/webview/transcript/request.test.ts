/** What the panel shows of requests that were sent. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeRequest, makeTurn, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const altered = (...fields: readonly { field: string; sent?: string; words?: string }[]) =>
  makeRequest({ form: { at: 0, path: '/chat/completions', altered: fields } });

describe('a request that was sent', () => {
  let panel: PanelPage;
  withPage({ width: 300 }, (opened) => {
    panel = opened;
  });

  const answer = (nth: number) => panel.page.getByRole('article', { name: /^DeepSeek/ }).nth(nth);

  it('is shown by the button of its answer, by pointer and by key, also of a failed one', async () => {
    const sent = makeTurn('a', { request: makeRequest() });
    const failed = makeTurn('b', {
      status: 'failed',
      parts: [],
      request: makeRequest(),
      error: { kind: 'overloaded', message: '', status: 503 },
    });
    await panel.post(snapshot([sent, failed]));
    await answer(0).hover();
    await answer(0).getByRole('button', { name: 'Show request' }).click();
    assert.deepEqual(await panel.waitForIntent('showRequest'), {
      type: 'showRequest',
      turnId: 'a',
    });
    await answer(1).getByRole('button', { name: 'Show request' }).focus();
    await panel.page.keyboard.press('Enter');
    const second = await panel.waitForIntent('showRequest', 2);
    assert.equal(second.turnId, 'b');
    await panel.screenshot('request-button-dark-300');
  });

  it('says of an answer without one that none was sent', async () => {
    await panel.post(snapshot([makeTurn('a')]));
    const button = answer(0).getByRole('button', { name: 'Show request' });
    assert.equal(await button.getAttribute('title'), 'No request was sent');
    await button.click({ force: true });
    await panel.post();
    assert.deepEqual(await panel.intentsOf('showRequest'), []);
  });

  it('mentions quietly what the server refused, once for as long as it stays the same', async () => {
    const json = { field: 'response_format', words: 'No Json Output.' };
    const tokens = { field: 'max_tokens', sent: '8192', words: 'the valid range is [1, 8192]' };
    await panel.post(
      snapshot([
        makeTurn('a', { request: makeRequest() }),
        makeTurn('b', { request: altered(json) }),
        makeTurn('c', { request: altered({ field: 'response_format' }) }),
        makeTurn('d', { request: altered(json, tokens) }),
      ]),
    );
    const notes = panel.page.locator('[data-part="altered"]');
    assert.deepEqual(await notes.locator('.ds-notice__text').allInnerTexts(), [
      'This server does not take response_format: sent without it.',
      'This server does not take response_format: sent without it. ' +
        'This server does not take max_tokens as it was set: sent as 8192.',
    ]);
    assert.equal(await answer(1).locator('[data-part="altered"]').count(), 1);
    await answer(3).locator('summary').press('Enter');
    await answer(3).getByText('the valid range is [1, 8192]').waitFor();
    await passesAxe(panel.page, 'altered');
    await panel.screenshot('request-altered-dark-300');
  });
});
