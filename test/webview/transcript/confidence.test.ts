/** How sure the model was, to be seen without colours and reached without a pointer. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import type { Harness } from '../harness.ts';
import { english, type PanelPage, themes } from '../harness.ts';
import { withPage } from '../withPage.ts';
import { scenes } from '../app/scenes.ts';

describe('confidence', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({ width: 300 }, async (opened, its) => {
    harness = its;
    panel = opened;
    await panel.post(scenes.confidence!());
  });

  const toggle = () => panel.page.getByRole('button', { name: english.showConfidence });
  const token = (text: string) => panel.page.locator('.ds-token', { hasText: text }).first();
  const detail = () => panel.page.locator('.ds-confidence__detail').innerText();

  it('is a switch that turns the answer into tokens and back', async () => {
    assert.equal(await toggle().getAttribute('aria-pressed'), 'false');
    await toggle().click();
    await panel.page.getByRole('button', { name: english.showConfidence, pressed: true }).waitFor();
    const text = await panel.page
      .locator('.ds-confidence__tokens')
      .evaluate((list) =>
        [...list.querySelectorAll('span')].map((span) => span.textContent).join(''),
      );
    assert.equal(text, 'Paris is big.\nYes.');
    await toggle().click();
    await panel.page.locator('.ds-confidence').waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('.ds-markdown').count(), 1);
  });

  it('differs by line and number, not by colour alone', async () => {
    await toggle().click();
    const lines: string[] = [];
    for (const index of [0, 1, 2, 3]) {
      lines.push(
        await panel.page.locator(`[data-token="${index}"]`).evaluate((item) => {
          const { textDecorationLine, textDecorationStyle } = getComputedStyle(item);
          return textDecorationLine === 'none' ? 'none' : textDecorationStyle;
        }),
      );
    }
    assert.deepEqual(lines, ['none', 'dotted', 'dashed', 'double']);
    assert.deepEqual(await panel.page.locator('.ds-token__number').allInnerTexts(), ['41', '5']);
  });

  it('shows the alternatives on hover, and by arrow keys from one tab stop', async () => {
    await toggle().click();
    await token('Paris').hover();
    assert.equal(await detail(), '“Paris” 99% — or: “Rome” 1.8%');
    await toggle().focus();
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await token('Paris').evaluate((item) => item === document.activeElement), true);
    await panel.page.keyboard.press('End');
    assert.equal(await detail(), 'line break < 0.1%');
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await detail(), '“.” 5.0% — or: “!” 14%');
    const option = panel.page.getByRole('option', { name: '“.” 5.0%', description: 'or: “!” 14%' });
    assert.equal(await option.getAttribute('tabindex'), '0');
    assert.equal(await panel.page.locator('.ds-token[tabindex="0"]').count(), 1);
  });

  it('is not offered where the model did not tell', async () => {
    await panel.post(snapshot([makeTurn('x')], {}, { revision: 1 }));
    assert.equal(await toggle().count(), 0);
  });

  it('passes axe in every theme at 300 px, without scrolling sideways', async () => {
    for (const theme of themes) {
      const shown = await harness.open({ theme, width: 300 });
      await shown.post(scenes.confidence!());
      await shown.page.getByRole('button', { name: english.showConfidence }).click();
      await shown.page.getByRole('button', { name: english.starter }).click();
      await passesAxe(shown.page, theme);
      await shown.screenshot(`confidence-open-${theme}-300`);
      const [scroll, client] = await shown.page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.equal(scroll, client);
      await shown.close();
    }
  });
});
