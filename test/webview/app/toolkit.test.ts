import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import { themes, type Harness, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';
import { showScene } from './scenes.ts';

describe('the page before and after the toolkit is there', () => {
  let panel: PanelPage;
  let harness: Harness;
  let upgrade: () => Promise<void>;
  withPage({}, async (opened, opener) => {
    harness = opener;
    panel = opened;
    upgrade = await holdToolkit(panel);
  });

  const composer = () => panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
  const sent = async () => (await panel.intentsOf('send')).map(({ text }) => text);
  const focused = () => panel.page.evaluate(() => document.activeElement?.localName);

  it('asks for the toolkit after its first paint', async () => {
    const wanted = () => panel.requests.some((url) => url.endsWith('/toolkit.js'));
    await panel.page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
    assert.equal(wanted(), false);
    const request = panel.page.waitForRequest('**/toolkit.js');
    await panel.post(snapshot([]));
    await request;
    const [paint] = await panel.page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime),
    );
    await upgrade();
    const asked = await panel.page.evaluate(
      () =>
        performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/toolkit.js'))
          ?.startTime,
    );
    assert.ok(asked! > paint!, `${asked} > ${paint}`);
  });

  it('takes keys in the composer before, and keeps text, caret and focus', async () => {
    await panel.post(snapshot([]));
    await composer().focus();
    await panel.page.keyboard.type('before');
    await panel.page.keyboard.press('ArrowLeft');
    await upgrade();
    assert.equal(await focused(), 'textarea');
    await panel.page.keyboard.type(' and aft');
    assert.equal(await composer().inputValue(), 'befor and afte');
  });

  for (const press of ['click', 'Enter'] as const) {
    it(`sends before with ${press} on Send`, async () => {
      await panel.post(snapshot([]));
      await composer().fill('early');
      const send = panel.page.getByRole('button', { name: 'Send' });
      await (press === 'click' ? send.click() : send.press('Enter'));
      assert.deepEqual(await sent(), ['early']);
      await upgrade();
      assert.deepEqual(await sent(), ['early']);
    });
  }

  it('has a button that works with every key of one, before and after', async () => {
    await panel.post(snapshot([], { key: 'missing' }));
    const button = panel.page.getByRole('button', { name: 'Set API Key' });
    const press = async () => {
      await button.click();
      await button.press('Enter');
      await button.press('Space');
      return (await panel.intentsOf('runAction')).length;
    };
    assert.equal(await press(), 3);
    await upgrade();
    assert.equal(await button.count(), 1);
    assert.equal(await focused(), 'vscode-button');
    await panel.page.keyboard.press('Enter');
    assert.equal(await press(), 7);
  });

  it('opens a dropdown that was pressed before as soon as it is there, with its value', async () => {
    await panel.post(snapshot([]));
    const thinking = panel.page.getByRole('combobox', { name: 'Thinking' });
    assert.equal(await thinking.getAttribute('aria-expanded'), 'false');
    await thinking.press('Enter');
    await upgrade();
    assert.equal(await focused(), 'vscode-dropdown');
    const option = (name: string) => panel.page.getByRole('option', { name });
    await option('High').waitFor();
    assert.equal(await option('High').getAttribute('aria-selected'), 'true');
    await option('Off').click();
    assert.deepEqual((await panel.waitForIntent('selectThinking')).thinking, 'off');
  });

  it('leaves a dropdown out of use as it was', async () => {
    await panel.post(snapshot([], { thinkingFixed: 'Always thinks.' }));
    const thinking = panel.page.getByRole('combobox', { name: 'Thinking' });
    assert.equal(await thinking.isDisabled(), true);
    await upgrade();
    assert.equal(await thinking.isDisabled(), true);
  });

  it('shows an answer and its ways on before', async () => {
    await panel.post(snapshot([makeTurn('a', { status: 'stopped' })]));
    await panel.page.getByRole('button', { name: 'Regenerate' }).first().click();
    await panel.waitForIntent('regenerate');
  });

  it('reports to the host a toolkit that cannot be loaded', async () => {
    const other = await harness.open();
    other.isReusable = false;
    await other.page.route('**/toolkit.js', (route) => route.abort());
    await other.post(snapshot([]));
    assert.match((await other.waitForIntent('reportError')).message, /toolkit\.js/);
    other.faults.length = 0;
  });

  for (const width of [300, 400, 900]) {
    it(`moves nothing at ${width} px`, async () => {
      for (const name of withButtons) {
        const panelPage = await harness.open({ width, height: 1200 });
        await movesNothing(panelPage, name, () => showScene(panelPage, name));
      }
    });
  }

  it('moves nothing in a question that is changed, nor over the composer', async () => {
    const panelPage = await harness.open({ height: 400 });
    await movesNothing(panelPage, 'edit', async () => {
      await showScene(panelPage, 'showcase');
      await panelPage.page.locator('[data-action="edit"]').first().click();
      await panelPage.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    });
  });

  for (const theme of themes) {
    it(`passes axe before in ${theme}`, async () => {
      const panelPage = await harness.open({ theme, height: 1200 });
      const release = await holdToolkit(panelPage);
      for (const [nth, name] of withButtons.entries()) {
        await showScene(panelPage, name, nth);
        await panelPage.screenshot(`${name}-${theme}-before-toolkit`);
        await passesAxe(panelPage.page, name);
      }
      await release();
    });
  }
});

/** Scenes with the toolkit's buttons and its ring; every scene has its dropdown. */
const withButtons = ['empty', 'showcase', 'endings', 'waiting', 'retrying'];

/** Prepares a page without the toolkit, and finds everything where it was once the toolkit is there. */
async function movesNothing(
  panel: PanelPage,
  name: string,
  prepare: () => Promise<unknown>,
): Promise<void> {
  const release = await holdToolkit(panel);
  await prepare();
  await panel.page.evaluate(rememberPlaces);
  await release();
  const { moved, shifts, count } = await panel.page.evaluate(movedSince);
  assert.deepEqual(moved, [], name);
  assert.deepEqual(shifts, [], name);
  assert.ok(count > 10, name);
  await panel.close();
}

/** Keeps the toolkit from a page until what is returned is called, which resolves when it is drawn. */
async function holdToolkit(panel: PanelPage): Promise<() => Promise<void>> {
  panel.isReusable = false;
  const { page } = panel;
  const { promise: released, resolve } = Promise.withResolvers<void>();
  await page.route('**/toolkit.js', async (route) => {
    await released;
    await route.continue();
  });
  return async () => {
    resolve();
    await page.evaluate(async () => {
      await customElements.whenDefined('vscode-progress-ring');
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    });
  };
}

/** Remembers where every element is; runs in the page. */
async function rememberPlaces(): Promise<void> {
  // The icons' font may still be on its way, and what its arrival moves is reported a frame later.
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const all = [...document.querySelectorAll('#root *:not(vscode-option)')];
  window.__places = new Map(all.map((element) => [element, element.getBoundingClientRect()]));
  window.__shifts = new PerformanceObserver(() => undefined);
  window.__shifts.observe({ type: 'layout-shift' });
}

/** What is elsewhere since; runs in the page. */
function movedSince(): { moved: string[]; shifts: string[]; count: number } {
  const sides = ['x', 'y', 'width', 'height'] as const;
  const moved = [...window.__places].flatMap(([element, before]) => {
    const after = element.getBoundingClientRect();
    if (sides.every((side) => Math.abs(after[side] - before[side]) < 0.1)) return [];
    const place = (box: DOMRect) => sides.map((side) => box[side].toFixed(2)).join(' ');
    return `${element.localName}.${element.className}: ${place(before)} → ${place(after)}`;
  });
  const shifts = window.__shifts.takeRecords().map((entry) => JSON.stringify(entry));
  return { moved, shifts, count: window.__places.size };
}

declare global {
  interface Window {
    __places: Map<Element, DOMRect>;
    __shifts: PerformanceObserver;
  }
}
