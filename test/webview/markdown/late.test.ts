import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { describe, it } from 'mocha';
import { until } from '../../../scripts/host/until.ts';
import { content, events, makeOpenTurn, makeTurn, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const code = "const a = 'b'; // c\n\n  return `${a}` < 1 && a;\n";

describe('what is painted later than the text', () => {
  let panel: PanelPage;
  withPage({}, (opened) => {
    panel = opened;
  });

  const show = (text: string) => panel.post(snapshot([makeTurn('a', { parts: [content(text)] })]));
  const loaded = (file: string) => panel.requests.some((url) => url.endsWith(`/${file}`));
  const append = (revision: number, offset: number, text: string) =>
    panel.post(
      events(revision, {
        type: 'partAppended',
        turnId: 'a',
        partId: 'c',
        kind: 'content',
        at: 1,
        offset,
        text,
      }),
    );

  it('needs no further script where there is neither code nor a formula', async () => {
    await show('Words, `code`, $5 and $6.\n\n```\nno language\n```');
    await panel.page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
    assert.equal(loaded('highlight.js') || loaded('math.js'), false);
  });

  it('colours code once its block is closed, and changes no letter of it', async () => {
    await panel.post(snapshot([makeOpenTurn('a', { parts: [content('```ts\n')] })]));
    await append(2, 6, code);
    await append(3, 6 + code.length, '```\n\nAnd');
    await panel.page.locator('.hljs-keyword').first().waitFor();
    assert.equal(await panel.page.locator('.ds-code code').textContent(), code);
    await panel.page.getByRole('button', { name: 'Copy code' }).click();
    assert.equal((await panel.waitForIntent('copy')).text, code.replace(/\n$/, ''));
    const colour = (selector: string) =>
      panel.page
        .locator(selector)
        .first()
        .evaluate((item) => getComputedStyle(item).color);
    assert.notEqual(await colour('.hljs-keyword'), await colour('.ds-code code'));
    assert.notEqual(await colour('.hljs-string'), await colour('.hljs-keyword'));
  });

  it('lets code and tables of an answer that grows scroll only where they are wider than the page', async () => {
    const line = `let a = '${'x'.repeat(30)}';`;
    const row = '| a | bbbbbbbbbbbbbbbb | cccccccccccc |';
    const code = `\`\`\`ts\n${line}\n\`\`\`\n\n`;
    await panel.post(snapshot([makeOpenTurn('a', { parts: [content(code)] })]));
    await append(2, code.length, `${row}\n|---|---|---|\n${row}\n\nMore`);
    const overflow = () =>
      panel.page
        .locator('.ds-code__scroll, .ds-table')
        .evaluateAll((all) => all.map((item) => getComputedStyle(item).overflowX));
    let seen: readonly string[] = [];
    const becomes = async (wanted: readonly string[]) =>
      until(async () => isDeepStrictEqual((seen = await overflow()), wanted), {
        what: `overflow ${wanted.join()}`,
        details: () => seen.join(),
      });
    const size = panel.page.viewportSize()!;
    try {
      await becomes(['visible', 'visible']);
      await panel.page.setViewportSize({ ...size, width: 240 });
      await becomes(['auto', 'auto']);
      await panel.page.setViewportSize(size);
      await becomes(['visible', 'visible']);
    } finally {
      await panel.page.setViewportSize(size);
    }
  });

  it('takes what it has not drawn yet for about as high as it will be', async () => {
    const blocks = {
      english: 'The quick brown fox jumps over the lazy dog while the band plays on. '.repeat(4),
      list: `Some words:\n\n${'- an item of a few words\n'.repeat(6)}`,
      table: `Some words:\n\n| a | b |\n|---|---|\n${'| one | two |\n'.repeat(5)}`,
      code: `\`\`\`\n${`const name = '${'x'.repeat(60)}';\n`.repeat(8)}\`\`\``,
    };
    for (const [kind, block] of Object.entries(blocks)) {
      await panel.post(snapshot([makeTurn(kind, { parts: [content(`${block}\n\n`.repeat(13))] })]));
      const section = panel.page.locator(`[data-article*="${kind}"] .ds-section--closed`).first();
      const [guessed, real] = await section.evaluate((element: HTMLElement) => [
        parseInt(element.style.containIntrinsicBlockSize.replace('auto ', '')),
        element.getBoundingClientRect().height,
      ]);
      const ratio = Number(guessed) / Number(real);
      assert.ok(ratio > 0.85 && ratio < 1.18, `${kind}: ${guessed} for ${real}`);
    }
  });

  it('skips what is a window away by the chapter, as high as it was, and draws it where somebody reads it', async () => {
    await panel.post(snapshot([makeOpenTurn('a', { parts: [content('')] })]));
    const paragraph = (n: number) =>
      `${String(n).padStart(3, '0')} ${'words of it '.repeat(12)}\n\n`;
    for (let n = 0; n < 100; n += 1) {
      await append(2 + n, n * paragraph(0).length, paragraph(n));
    }
    const chapter = panel.page.locator('.ds-chapter').first();
    const look = () =>
      chapter.evaluate((element: HTMLElement) => ({
        skipped: !element.querySelector('p')!.checkVisibility({ contentVisibilityAuto: true }),
        sectionsSkipped: element.querySelectorAll('.ds-section--closed').length,
        height: element.getBoundingClientRect().height,
        blocks: element.querySelectorAll('p').length,
      }));
    await until(async () => (await look()).skipped, { what: 'chapter skipped' });
    const before = await look();
    assert.deepEqual([before.blocks, before.sectionsSkipped], [48, 0]);
    await panel.page.getByRole('log').evaluate((item) => (item.scrollTop = 0));
    await until(async () => !(await look()).skipped, { what: 'chapter drawn' });
    assert.equal((await look()).height, before.height);
  });

  // Fault W9
  it('leaves long code and unknown languages plain', async () => {
    const long = 'let a = 1;\n'.repeat(2_000);
    const line = `let a = '${'x'.repeat(3_000)}';`;
    const text = [long, line].map((text) => `\`\`\`ts\n${text}\n\`\`\`\n\n`).join('');
    await show(`${text}\`\`\`nolanguage\nlet a\n\`\`\`\n\n\`\`\`js\nlet a\n\`\`\`\n`);
    await panel.page.locator('[data-language="js"] .hljs-keyword').waitFor();
    const coloured = await panel.page
      .locator('.ds-code code')
      .evaluateAll((all) => all.map((item) => item.querySelector('[class^="hljs-"]') !== null));
    assert.deepEqual(coloured, [false, false, false, true]);
  });

  it('does not take a selection away from code, and colours it afterwards', async () => {
    await panel.post(snapshot([makeOpenTurn('a', { parts: [content('```ts\nlet a = 1;\n')] })]));
    await panel.page.evaluate(() =>
      getSelection()!.selectAllChildren(document.querySelector('.ds-code code')!),
    );
    await append(2, 17, '```\n\n```js\nlet b\n```\n\nEnd');
    await panel.page.locator('[data-language="js"] .hljs-keyword').waitFor();
    assert.equal(await panel.page.evaluate(() => getSelection()!.toString().trim()), 'let a = 1;');
    assert.equal(await panel.page.locator('[data-language="ts"] span').count(), 0);
    await panel.page.evaluate(() => getSelection()!.removeAllRanges());
    await panel.page.locator('[data-language="ts"] .hljs-keyword').waitFor();
  });

  it('sets a formula as MathML once it is whole, and shows its source until then', async () => {
    await panel.post(snapshot([makeOpenTurn('a', { parts: [content('So \\(\\frac{1}')] })]));
    const paragraph = panel.page.locator('.ds-markdown p');
    assert.equal(await paragraph.innerText(), 'So \\(\\frac{1}');
    await append(2, 13, '{2}\\) and $$x^2$$ cost $5 or $6 of `\\(a\\)`');
    await panel.page.locator('math').nth(1).waitFor();
    assert.equal(await panel.page.locator('math').count(), 2);
    assert.equal(await panel.page.locator('math mfrac').count(), 1);
    const set = await panel.page.locator('math').first().elementHandle();
    await append(3, 55, ' more');
    assert.match(await paragraph.innerText(), /cost \$5 or \$6 of \\\(a\\\) more$/);
    assert.equal(await set.evaluate((item) => item.isConnected), true);
  });

  // Fault W8
  it('shows the source of a formula that cannot be read or is too much', async () => {
    const sources = ['\\frac{1', '\\unknown{x}', '{'.repeat(300), `x${'+x'.repeat(3_000)}`];
    await show(`${sources.map((source) => `\\(${source}x\\)`).join('\n\n')}\n\n\\(y\\)`);
    await panel.page.locator('math').waitFor();
    await panel.page.waitForFunction(
      () => document.querySelectorAll('[data-tex]:not([data-set])').length === 0,
    );
    const shown = await panel.page.locator('[data-set="no"]').allTextContents();
    assert.deepEqual(
      shown,
      sources.map((source) => `\\(${source}x\\)`),
    );
  });

  it('leads to a footnote and back by its marks', async () => {
    await show(`See[^1] there.\n\n${'Words.\n\n'.repeat(60)}[^1]: The *note*.\n`);
    await panel.page.getByRole('button', { name: 'Footnote 1', exact: true }).click();
    const note = panel.page.getByRole('button', { name: /^Back .*1/ });
    assert.equal(await note.evaluate((item) => item === document.activeElement), true);
    const box = (await note.boundingBox())!;
    assert.ok(box.y > 0 && box.y < 700, String(box.y));
    await panel.page.keyboard.press('Enter');
    const mark = panel.page.getByRole('button', { name: 'Footnote 1', exact: true });
    assert.equal(await mark.evaluate((item) => item === document.activeElement), true);
  });
});
