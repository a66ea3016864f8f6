import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { content, makeTurn, receipts, sampleReceipt, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const height = 700;

describe('menus and tooltips in a narrow panel', () => {
  let panel: PanelPage;
  withPage({ width: 300, height }, (opened) => {
    panel = opened;
  });

  const answer = (nth: number) => panel.page.getByRole('article', { name: /^DeepSeek/ }).nth(nth);
  const more = (nth: number) => answer(nth).getByRole('button', { name: 'More actions' });

  /** A chat that is scrolled to its end. */
  async function showLongChat(): Promise<void> {
    const turns = Array.from({ length: 20 }, (_, index) =>
      makeTurn(`t${index}`, { parts: [content('A line of an answer.\n\n'.repeat(8))] }),
    );
    await panel.post(snapshot(turns), receipts(2, { t19: sampleReceipt }));
    await answer(-1).hover();
  }

  it('open above what opened them where there is no room below', async () => {
    await showLongChat();
    await more(-1).click();
    const menu = await boxOf(panel.page.getByRole('menu'));
    const button = await boxOf(more(-1));
    assert.ok(menu.bottom <= button.top && button.top - menu.bottom <= 8, JSON.stringify(menu));
    assert.ok(menu.left >= 0 && menu.right <= 300, JSON.stringify(menu));
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('[data-part="usage"]').focus();
    const tip = await boxOf(panel.page.getByRole('tooltip'));
    const line = await boxOf(panel.page.locator('[data-part="usage"]'));
    assert.ok(tip.bottom <= line.top && line.top - tip.bottom <= 8, JSON.stringify(tip));
    assert.ok(tip.left >= 0 && tip.right <= 300, JSON.stringify(tip));
  });

  it('open below it where there is room, also after scrolling back', async () => {
    await showLongChat();
    await answer(9).evaluate((article) => article.scrollIntoView({ block: 'end' }));
    await more(9).evaluate((button) => {
      const { top } = button.getBoundingClientRect();
      button.closest('.ds-transcript')?.scrollBy(0, top - 60);
    });
    await more(9).focus();
    await panel.page.keyboard.press('Enter');
    const menu = await boxOf(panel.page.getByRole('menu'));
    const button = await boxOf(more(9));
    assert.ok(menu.top >= button.bottom && menu.top - button.bottom <= 8, JSON.stringify(menu));
    assert.ok(menu.left >= 0 && menu.right <= 300, JSON.stringify(menu));
  });

  it('move to the button of another message that opens its menu', async () => {
    await panel.post(snapshot([makeTurn('a'), makeTurn('b')]));
    await more(0).dispatchEvent('click');
    const first = await boxOf(panel.page.getByRole('menu'));
    await more(1).dispatchEvent('click');
    const second = await boxOf(panel.page.getByRole('menu'));
    const button = await boxOf(more(1));
    assert.notDeepEqual(second, first);
    assert.ok(second.top - button.bottom <= 8 && button.top - second.bottom <= 8);
  });
});

async function boxOf(target: ReturnType<PanelPage['page']['locator']>) {
  return await target.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
}
