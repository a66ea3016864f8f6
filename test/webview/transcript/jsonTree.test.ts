import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { content, makeOpenTurn, makeTurn, snapshot } from '../fixtures.ts';
import { Harness, themes, type OpenOptions, type PanelPage } from '../harness.ts';

const request: NonNullable<Turn['request']> = {
  profile: 'official',
  origin: 'https://api.deepseek.com',
  parameters: { model: 'deepseek-flash', thinking: 'disabled', jsonOutput: true },
  messageHashes: [],
  bodySha256: '',
  repairs: [],
};
const answer = (text: string, change: Partial<Turn> = {}): Turn =>
  makeTurn('a', { parts: [content(text)], request, ...change });

const sample = JSON.stringify({
  name: 'Ada <b>bold</b>',
  born: 1815,
  big: 0,
  alive: false,
  works: [{ title: 'Notes', pages: { from: 1, to: 66 } }, 'Letters'],
  empty: {},
  aVeryLongNameThatGoesOnAndOnAndOn: 'averyveryverylongvaluethathasnoplacetobreakandgoesonandon',
}).replace('"big":0', '"big":12345678901234567890');

describe('an answer in JSON', () => {
  let harness: Harness;
  let panel: PanelPage;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.faults, []);
    await panel.close();
  });
  const show = async (turn: Turn, options: OpenOptions = {}) => {
    panel = await harness.open({ width: 300, ...options });
    await panel.post(snapshot([turn]));
  };
  const body = () => panel.page.locator('[data-part="content"]');
  const tree = () => panel.page.getByRole('group', { name: 'JSON', exact: true });
  const clickable = (name: RegExp | string) => panel.page.getByRole('button', { name });

  it('is a tree: numbers as written, markup as text, empty values without a fold', async () => {
    await show(answer(`\`\`\`json\n${sample}\n\`\`\``));
    const text = await tree().innerText();
    assert.match(text, /name: "Ada <b>bold<\/b>"/);
    assert.match(text, /big: 12345678901234567890/);
    assert.match(text, /empty: \{\}/);
    assert.equal(await body().locator('b').count(), 0);
    assert.deepEqual(
      (await tree().getByRole('button', { expanded: true }).allInnerTexts()).map((one) =>
        one.trim(),
      ),
      ['{ 7 fields }', 'works: [ 2 items ]'],
    );
  });

  it('counts one as one', async () => {
    await show(answer('{"a":[1]}'));
    const counts = await tree().locator('.ds-json__count').allInnerTexts();
    assert.deepEqual(
      counts.map((count) => count.trim()),
      ['{ 1 field }', '[ 1 item ]'],
    );
  });

  it('folds and unfolds by keyboard', async () => {
    await show(answer(sample));
    const inner = tree().getByRole('button', { name: '0: { 2 fields }' });
    assert.equal(await inner.getAttribute('aria-expanded'), 'false');
    await inner.press('Enter');
    await tree().getByRole('button', { name: 'pages: { 2 fields }' }).press('Space');
    await panel.post();
    assert.match(await tree().innerText(), /from: 1/);
    await tree().getByRole('button', { name: '{ 7 fields }' }).press('Enter');
    await panel.post();
    assert.equal(await tree().getByRole('list').count(), 0);
  });

  it('is text one click away, and copied and saved without its fence', async () => {
    const raw = '```json\n{"a": 1}\n```';
    await show(answer(raw));
    await clickable('Show text').click();
    assert.equal(await panel.page.locator('.ds-json__text').textContent(), raw);
    await clickable('Show tree').click();
    await panel.post();
    assert.equal(await panel.page.locator('.ds-json__text').count(), 0);
    await clickable('Copy JSON').click();
    await panel.post();
    assert.deepEqual(await panel.intentsOf('copy'), [{ type: 'copy', text: '{"a": 1}' }]);
    assert.equal(await panel.page.getByRole('status').innerText(), 'Copied');
    await clickable('Save JSON').click();
    assert.deepEqual(await panel.intentsOf('saveJson'), [{ type: 'saveJson', turnId: 'a' }]);
  });

  it('draws a hundred of many children, and all when asked', async () => {
    await show(answer(JSON.stringify(Array.from({ length: 5_000 }, (_, index) => index))));
    await tree().getByRole('button', { name: '[ 5000 items ]' }).click();
    await panel.post();
    assert.equal(await tree().getByRole('listitem').count(), 101);
    await tree().getByRole('button', { name: 'Show 4900 more' }).click();
    await panel.post();
    assert.equal(await tree().getByRole('listitem').count(), 5_000);
  });

  for (const [name, turn, words] of [
    [
      'where it does not parse',
      answer('{\n  "a": 1,\n  b: 2\n}'),
      'This is not valid JSON: line 3, column 3, near “b: 2”.',
    ],
    [
      'that it was cut',
      answer('{"a": [1, 2', { finishReason: 'length' }),
      'The JSON breaks off at line 1, column 12: the answer was cut.',
    ],
    [
      'that it was stopped',
      answer('{"a": "x', { status: 'stopped' }),
      'The JSON breaks off at line 1, column 9: the answer was cut.',
    ],
  ] as const) {
    it(`says ${name}, and shows the text`, async () => {
      await show(turn);
      const problem = panel.page.locator('[data-part="json-problem"]');
      assert.equal((await problem.innerText()).trim(), words);
      assert.equal(
        await panel.page.locator('.ds-json__text').textContent(),
        turn.parts[0]?.kind === 'content' ? turn.parts[0].text : '',
      );
    });
  }

  it('says that it is empty', async () => {
    await show(answer(' \n\n '));
    assert.match(await body().innerText(), /^The answer is empty\./);
    assert.equal(await panel.page.locator('.ds-json__text').count(), 0);
  });

  it('is text while it streams', async () => {
    await show(makeOpenTurn('a', { parts: [content('{"a": [1,')], request }));
    assert.equal(await panel.page.locator('.ds-json__text').textContent(), '{"a": [1,');
    assert.equal(await panel.page.locator('[data-part="json-problem"]').count(), 0);
  });

  it('is drawn only where JSON was asked for', async () => {
    await show(makeTurn('a', { parts: [content('{"a": 1}')] }));
    assert.equal(await tree().count(), 0);
  });

  for (const theme of themes) {
    it(`passes axe and never scrolls sideways in ${theme} at 300 px`, async () => {
      await show(answer(sample), { theme });
      await passesAxe(panel.page);
      const over = await panel.page.evaluate(() =>
        [...document.querySelectorAll('.ds-json, .ds-json *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map((element) => element.className),
      );
      assert.deepEqual(over, []);
      await panel.screenshot(`json-${theme}`);
    });
  }
});
