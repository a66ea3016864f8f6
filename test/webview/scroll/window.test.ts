import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PartAppended } from '../../../src/conversation/events/events.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { events, makeOpenTurn, makeTurn, snapshot } from '../fixtures.ts';
import type { Harness, PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

/** Turns `first` to `last` as they follow each other in one chat. */
function turns(first: number, last: number): Turn[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const n = first + index;
    return makeTurn(`t${String(n)}`, { parentId: n === 1 ? null : `t${String(n - 1)}` });
  });
}

describe('a window that is not at the end', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({}, (opened, its) => {
    harness = its;
    panel = opened;
  });

  const question = (n: number) => panel.page.getByText(`Question t${String(n)}`, { exact: true });
  const log = () => panel.page.getByRole('log');
  const jump = () => panel.page.getByRole('button', { name: 'Jump to latest' });
  const shown = () => panel.page.locator('[data-shown]');
  const middle = (show?: string) =>
    panel.post(snapshot(turns(100, 129), {}, { earlier: 99, later: 71, show }));

  it('shows the turn that was asked for, frames it and gives it the focus', async () => {
    await middle('t115');
    const article = panel.page.locator('[data-article="t115/question"]');
    assert.equal(await article.evaluate((item) => item === document.activeElement), true);
    const edge = (await log().boundingBox())!.y;
    assert.ok(Math.abs((await article.boundingBox())!.y - edge) <= 1);
    const { outlineStyle, outlineWidth } = await shown().evaluate((item) => getComputedStyle(item));
    assert.deepEqual([outlineStyle, outlineWidth], ['solid', '2px']);
    await panel.screenshot('shown-turn');
    await shown().waitFor({ state: 'detached' });
  });

  it('frames it also in forced colours', async () => {
    const forced = await harness.open({ forcedColors: true });
    await forced.post(snapshot(turns(1, 30), {}, { show: 't9' }));
    const style = await forced.page
      .locator('[data-shown]')
      .evaluate((item) => getComputedStyle(item).outlineStyle);
    assert.equal(style, 'solid');
    await forced.close();
  });

  it('is the end when the turn is no longer there', async () => {
    await panel.post(snapshot(turns(1, 30), {}, { show: 'gone' }));
    assert.equal(await jump().count(), 0);
    assert.equal(await shown().count(), 0);
  });

  it('does not take its lower edge for the end, and loads what follows as the reader comes near', async () => {
    await middle('t100');
    await jump().waitFor();
    await log().evaluate((item) => (item.scrollTop = item.scrollHeight));
    assert.deepEqual(await panel.waitForIntent('loadLater'), { type: 'loadLater', after: 't129' });
    const top = (await question(129).boundingBox())!.y;
    await panel.post({ type: 'later', revision: 2, turns: turns(130, 159), later: 41 });
    assert.ok(Math.abs((await question(129).boundingBox())!.y - top) <= 1);
    assert.equal(await question(159).count(), 1);
    await panel.page.getByRole('button', { name: 'Show Later Messages' }).click();
    assert.equal((await panel.waitForIntent('loadLater', 2)).after, 't159');
  });

  it('asks the host for the end, and goes there', async () => {
    await middle('t100');
    await jump().click();
    await panel.waitForIntent('showLatest');
    await panel.post(snapshot(turns(171, 200), {}, { earlier: 170, show: null }));
    await jump().waitFor({ state: 'detached' });
    const left = await log().evaluate(
      (item) => item.scrollHeight - item.clientHeight - item.scrollTop,
    );
    assert.ok(left <= 1);
  });

  it('stays where the reader is while the chat goes on beyond it', async () => {
    await middle('t110');
    const top = (await question(110).boundingBox())!.y;
    await panel.post(
      events(
        2,
        {
          type: 'turnStarted',
          turnId: 'n',
          parentId: 't200',
          at: 1,
          user: { text: 'New', context: [] },
        },
        { ...piece, turnId: 'n' },
        { type: 'turnEnded', turnId: 'n', at: 2, status: 'complete' },
      ),
    );
    assert.equal((await question(110).boundingBox())!.y, top);
    assert.equal(await panel.page.getByRole('article', { name: 'You' }).count(), 30);
    await panel.post(snapshot(turns(100, 129), {}, { revision: 1, earlier: 99, later: 72 }));
    assert.equal((await question(110).boundingBox())!.y, top);
  });

  it('holds 150 turns and lets go of the farthest, without moving what is read', async () => {
    await panel.post(snapshot([...turns(171, 199), open(200)], {}, { earlier: 170 }));
    await log().evaluate((item) => (item.scrollTop = 0));
    let revision = 1;
    for (let first = 141; first >= 21; first -= 30) {
      const read = question(first + 30);
      await read.scrollIntoViewIfNeeded();
      const top = (await read.boundingBox())!.y;
      revision += 1;
      await panel.post({
        type: 'earlier',
        revision,
        turns: turns(first, first + 29),
        earlier: first - 1,
      });
      assert.ok(Math.abs((await read.boundingBox())!.y - top) <= 1, `before ${String(first)}`);
    }
    assert.equal(await panel.page.getByRole('article', { name: 'You' }).count(), 150);
    assert.equal(await question(171).count(), 0);
    assert.deepEqual(await panel.intentsOf('readingAt'), [{ type: 'readingAt', turnId: 't21' }]);
    await panel.post(events(revision + 1, { ...piece, turnId: 't200' }));
    await panel.page.getByRole('button', { name: 'Show Later Messages' }).waitFor();
    await panel.post({
      type: 'later',
      revision: revision + 2,
      turns: [...turns(171, 199), open(200)],
      later: 0,
    });
    assert.equal(await panel.page.getByRole('article', { name: 'You' }).count(), 150);
    assert.equal(await question(200).count(), 1);
    assert.equal(await question(21).count(), 0);
    await jump().click();
    await jump().waitFor({ state: 'detached' });
    assert.equal(await panel.page.getByRole('button', { name: 'Stop' }).count(), 1);
  });

  it('goes to the end with what is sent', async () => {
    await middle('t100');
    await panel.page.getByRole('textbox', { name: 'Message DeepSeek' }).fill('More');
    await panel.page.keyboard.press('Enter');
    await panel.waitForIntent('send');
    const types = (await panel.intents()).map(({ type }) => type);
    assert.ok(types.indexOf('showLatest') < types.indexOf('send'));
  });

  it('asks for the place again that was read before the page went away', async () => {
    await middle('t110');
    await log().evaluate((item) => (item.scrollTop += 40));
    await panel.page.waitForFunction(
      () => (window.__saved as { anchor?: { id: string } }).anchor?.id === 't110/answer',
    );
    const again = await harness.open({ saved: await panel.saved() });
    assert.equal((await again.waitForIntent('ready')).at, 't110');
    await again.post(snapshot(turns(95, 124), {}, { earlier: 94, later: 76 }));
    const place = async (page: PanelPage) =>
      (await page.page.getByText('Answer t110', { exact: true }).boundingBox())!.y;
    assert.ok(Math.abs((await place(again)) - (await place(panel))) <= 1);
    await again.close();
  });
});

const piece: Omit<PartAppended, 'turnId'> = {
  type: 'partAppended',
  partId: 'p',
  kind: 'content',
  offset: 0,
  text: 'beyond',
  at: 2,
};

function open(n: number): Turn {
  return makeOpenTurn(`t${String(n)}`, { parentId: `t${String(n - 1)}` });
}
