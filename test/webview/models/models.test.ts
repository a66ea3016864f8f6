/** The list of models: searched by typing, by keyboard alone, with as many as a server may have. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeOpenTurn, panelFact, snapshot } from '../fixtures.ts';
import type { Harness } from '../harness.ts';
import { themes, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const makers = ['qwen', 'llama', 'mistral', 'gemma', 'deepseek-ai'];
/** As a router of many servers lists them. */
const models = Array.from(
  { length: 300 },
  (_, nth) => `${makers[nth % makers.length]!}/model-${String(nth)}-instruct:free`,
);
const model = models[123]!;

describe('the list of models', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({ width: 300 }, (opened, its) => {
    harness = its;
    panel = opened;
  });

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await panel.page.keyboard.press(key);
  };
  const trigger = () => panel.page.getByRole('combobox', { name: 'Model' });
  const search = () => panel.page.getByRole('searchbox');
  const options = () => panel.page.getByRole('option');
  /** Resolves when this one is active, as a screen reader announces it. */
  const activeIs = (id: string) =>
    panel.page.waitForFunction((wanted) => {
      const field = document.querySelector('input[type="search"]');
      const active = document.getElementById(field?.getAttribute('aria-activedescendant') ?? '');
      return active?.getAttribute('title') === wanted;
    }, id);
  const isClosed = () => panel.page.locator('.ds-models').waitFor({ state: 'detached' });
  const inSight = (id: string) =>
    panel.page.waitForFunction((wanted) => {
      const option = document.querySelector(`[role="option"][title="${wanted}"]`);
      const box = option?.getBoundingClientRect();
      const frame = option?.parentElement?.getBoundingClientRect();
      return box && frame && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    }, id);

  async function open(): Promise<void> {
    await trigger().focus();
    await press('Enter');
    await panel.page.locator('.ds-models__search:focus').waitFor();
  }

  it('opens on the one in use, marked, among 300', async () => {
    await panel.post(snapshot([], { model, models }));
    await open();
    assert.equal(await options().count(), 300);
    await activeIs(model);
    await inSight(model);
    const marked = panel.page.locator('.ds-models [aria-selected="true"]');
    assert.deepEqual(await marked.allInnerTexts(), [model]);
    assert.equal(await trigger().getAttribute('aria-expanded'), 'true');
    assert.equal((await panel.intentsOf('loadModels')).length, 1);
    await passesAxe(panel.page, 'models');
  });

  it('is searched by typing, and chosen from by Enter', async () => {
    await panel.post(snapshot([], { model, models }));
    await open();
    await panel.page.keyboard.type('LLAMA 29');
    const found = models.filter((id) => id.includes('llama') && id.includes('29'));
    await panel.page.getByText(`${String(found.length)} of 300`).waitFor();
    assert.deepEqual(await options().locator('.ds-models__id').allInnerTexts(), [
      ...found,
      'LLAMA 29',
    ]);
    await activeIs(found[0]!);
    await press('ArrowDown');
    await activeIs(found[1]!);
    await press('Enter');
    assert.equal((await panel.waitForIntent('selectModel')).model, found[1]);
    await isClosed();
    await panel.page.locator('.ds-picker--model:focus').waitFor();
  });

  it('is walked by arrows, pages, Home and End, the place always in sight', async () => {
    await panel.post(snapshot([], { model, models }));
    await open();
    for (const [key, id] of [
      ['ArrowDown', models[124]!],
      ['ArrowUp', model],
      ['PageDown', models[131]!],
      ['PageUp', model],
      ['End', models[299]!],
      ['ArrowDown', models[299]!],
      ['Home', models[0]!],
      ['ArrowUp', models[0]!],
    ] as const) {
      await press(key);
      await activeIs(id);
      await inSight(id);
    }
  });

  it('closes by Escape, which stops nothing, and where the focus goes on', async () => {
    const running = { model, models, activity: { kind: 'streaming' } } as const;
    await panel.post(snapshot([makeOpenTurn('a')], running));
    await open();
    await press('Escape');
    await isClosed();
    await panel.page.locator('.ds-picker--model:focus').waitFor();
    await press('ArrowDown');
    await panel.page.locator('.ds-models__search:focus').waitFor();
    await press('Tab');
    await isClosed();
    await trigger().click();
    await search().waitFor();
    await panel.page.mouse.click(150, 5);
    await isClosed();
    assert.deepEqual(await panel.intentsOf('stop'), []);
    assert.deepEqual(await panel.intentsOf('selectModel'), []);
  });

  it('looks at once for what is typed on its button, and takes a name that is not listed', async () => {
    await panel.post(snapshot([], { model, models }));
    await trigger().focus();
    await panel.page.keyboard.type('my-own');
    await panel.page.getByText('No model has that in its name.').waitFor();
    await panel.page.getByRole('option', { name: 'my-own as typed' }).waitFor();
    assert.equal(await search().inputValue(), 'my-own');
    await press('Enter');
    assert.equal((await panel.waitForIntent('selectModel')).model, 'my-own');
  });

  it('says of models that they are retired or not listed', async () => {
    const modelNotes = { 'deepseek-chat': 'retired', unlisted: 'not listed by h' };
    await panel.post(
      snapshot([], { model: 'unlisted', models: ['deepseek-chat', 'deepseek-flash'], modelNotes }),
    );
    assert.equal(await trigger().getAttribute('title'), 'unlisted, not listed by h');
    await open();
    assert.deepEqual(await options().locator('.ds-models__note').allInnerTexts(), [
      'not listed by h',
      'retired',
    ]);
  });

  // Fault W7
  it('says that the list could not be had, and asks again', async () => {
    await panel.post(snapshot([], { modelListing: 'loading' }));
    await open();
    await panel.page.getByText('Asking the server for its models…').waitFor();
    const modelListing = { kind: 'overloaded', message: '', status: 503 } as const;
    await panel.post(panelFact(2, { modelListing }));
    await panel.page.getByText(/DeepSeek is busy \(503\)/).waitFor();
    await panel.page.getByRole('button', { name: 'Retry' }).press('Enter');
    await panel.waitForIntent('loadModels', 2);
    assert.deepEqual(await panel.intentsOf('selectModel'), []);
  });

  for (const theme of themes) {
    it(`fits 300 px and passes axe in ${theme}`, async () => {
      const themed = await harness.open({ width: 300, theme });
      const modelNotes = { [models[124]!]: 'retired, served as deepseek-flash' };
      const modelListing = { kind: 'network', message: '' } as const;
      await themed.post(snapshot([], { model, models, modelNotes, modelListing }));
      await themed.page.getByRole('combobox', { name: 'Model' }).click();
      await themed.page.locator('.ds-models__search:focus').waitFor();
      await passesAxe(themed.page, theme);
      await themed.screenshot(`models-${theme}-300`);
      const wide = await themed.page.evaluate(() => {
        const box = document.querySelector('.ds-models')!.getBoundingClientRect();
        return [box.left >= 0, box.right <= innerWidth, document.documentElement.scrollWidth];
      });
      assert.deepEqual(wide, [true, true, 300]);
      await themed.close();
    });
  }
});
