import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { content, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const rlo = '\u202E';
const code = `if (level != "user${rlo} \u2066// check\u2069 \u2066") {\n  run\u200B();\n}`;
const answer = `Look:\n\n\`\`\`js\n${code}\n\`\`\`\n\nand \`a\u200Bb\`.`;

describe('hidden characters', () => {
  let panel: PanelPage;
  withPage({ height: 800 }, (opened) => {
    panel = opened;
  });

  const show = (...turns: readonly Partial<Turn>[]) =>
    panel.post(snapshot(turns.map((turn, index) => makeTurn(`t${String(index)}`, turn))));
  const marks = (where: string) =>
    panel.page
      .locator(`${where} :is(.ds-hidden, .ds-excess)`)
      .evaluateAll((all) =>
        all.map((item) => [item.getAttribute('title'), item.ariaLabel, item.textContent]),
      );

  // Fault V20
  it('are marked in code, before and after it is coloured, and stay in its text', async () => {
    const wanted = [rlo, '\u2066', '\u2069', '\u2066', '\u200B'].map((text) => {
      const name = `U+${text.charCodeAt(0).toString(16).toUpperCase()}`;
      return [name, name, text];
    });
    await show({ parts: [content(answer)] });
    await panel.page.waitForFunction(
      () => document.querySelector('.ds-code [class^="hljs"]') !== null,
    );
    assert.deepEqual(await marks('.ds-code'), wanted);
    assert.deepEqual(await marks('.ds-inlineCode'), [['U+200B', 'U+200B', '\u200B']]);
    assert.equal(await panel.page.locator('.ds-code code').textContent(), `${code}\n`);
    await show({ parts: [content(answer.replace('js', 'unknown'))] });
    assert.deepEqual(await marks('.ds-code'), wanted);
  });

  it('reorder nothing outside their marks', async () => {
    const lefts = (text: string) =>
      panel.page.evaluate((shown) => {
        const node = [...document.querySelectorAll('.ds-code code, .ds-markdown p')]
          .flatMap((element) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            const found: Text[] = [];
            while (walker.nextNode() !== null) found.push(walker.currentNode as Text);
            return found;
          })
          .find(({ data }) => data.includes(shown))!;
        const start = node.data.indexOf(shown);
        return [...shown].map((_, index) => {
          const range = document.createRange();
          range.setStart(node, start + index);
          range.setEnd(node, start + index + 1);
          return range.getBoundingClientRect().left;
        });
      }, text);
    for (const control of [rlo, '\u202B', '\u2067', '\u202D', '\u061C', '\u200F']) {
      await show({ parts: [content(`\`\`\`\nab${control}cdef\n\`\`\``)] });
      const places = await lefts('cdef');
      assert.deepEqual(
        places,
        places.toSorted((place, other) => place - other),
        control,
      );
    }
    await show({ parts: [content(`ab${rlo}cdef`)] });
    const places = await lefts('cdef');
    assert.deepEqual(
      places,
      places.toSorted((place, other) => place - other),
    );
  });

  it('are marked in questions, thoughts, names of files, links and pieces, and in what waits', async () => {
    const path = `a${rlo}gpj.exe`;
    await panel.post(
      snapshot([
        makeTurn('t', {
          user: {
            text: `ask${rlo}`,
            context: [{ id: 'c', kind: 'file', path, text: 'x' }],
          },
          parts: [
            reasoning(`think${rlo}`),
            content(
              `[li\u200Bnk](https://a.example)\n\n\`\`\`ts:${path}\nx\n\`\`\`\n\n![pic${rlo}](https://b.example/c)\n\n[x](file:///${rlo})`,
            ),
          ],
        }),
      ]),
    );
    await panel.page.locator('.ds-reasoning__toggle').click();
    for (const where of [
      '.ds-question__text',
      '.ds-question .ds-chip',
      '.ds-reasoning__text',
      '.ds-code__bar',
    ]) {
      assert.deepEqual(await marks(where), [['U+202E', 'U+202E', rlo]], where);
    }
    assert.deepEqual(await marks('.ds-markdown a'), [['U+200B', 'U+200B', '\u200B']]);
    const titles = await panel.page.evaluate(() =>
      [...document.querySelectorAll('[title], [aria-label]')]
        .flatMap((element) => [
          element.getAttribute('title') ?? '',
          element.getAttribute('aria-label') ?? '',
        ])
        .filter((text) => /[\u200B-\u200F\u202A-\u202E]/.test(text)),
    );
    assert.deepEqual(titles, []);
    assert.match(await panel.page.locator('.ds-inertImage').innerText(), /pic\[U\+202E\]/);
  });

  it('leave prose, emoji and joined letters unmarked', async () => {
    const text = 'می\u200Cخواهم 👨‍👩‍👧 ❤️ שלום\u200F and Donau\u00ADdampf';
    await show({ user: { text, context: [] }, parts: [content(text)] });
    assert.deepEqual(await marks('.ds-transcript'), []);
    assert.equal(
      await panel.page
        .locator('[data-part="content"]')
        .textContent()
        .then((all) => all?.trim()),
      text,
    );
  });

  const bar = () => panel.page.locator('.ds-copyOffer');

  it('are named before code is copied, with or without them', async () => {
    await show({ parts: [content(answer)] });
    const copy = panel.page.locator('[data-action="copyCode"]');
    for (const [button, text] of [
      ['Copy Without Them', code.replace(/[^\n -~]/g, '')],
      ['Copy as Written', code],
    ] as const) {
      const before = (await panel.intentsOf('copy')).length;
      await copy.click();
      assert.equal(
        await bar().locator('.ds-chatNotice__text').innerText(),
        'Not copied yet: the text contains 5 hidden characters.',
      );
      assert.equal((await panel.intentsOf('copy')).length, before);
      await bar().getByRole('button', { name: button }).click();
      assert.equal((await panel.waitForIntent('copy', before + 1)).text, text);
      await bar().waitFor({ state: 'detached' });
      assert.equal(await copy.evaluate((item) => item === document.activeElement), true);
    }
  });

  it('are named before a message is copied, by keyboard too', async () => {
    await show({ user: { text: `q${rlo}`, context: [] }, parts: [content(answer)] });
    await panel.page.locator('[data-action="copy"][data-of="t0/answer"]').focus();
    await panel.page.keyboard.press('Enter');
    await bar().waitFor();
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.waitForIntent('copy')).text, answer.replace(/[^\n -~]/g, ''));
    await panel.page.locator('[data-action="copy"][data-of="t0/question"]').focus();
    await panel.page.keyboard.press('Enter');
    await bar().getByText('a hidden character').waitFor();
    await panel.page.keyboard.press('Escape');
    await bar().waitFor({ state: 'detached' });
    assert.equal((await panel.intentsOf('copy')).length, 1);
    assert.equal((await panel.intentsOf('stop')).length, 0);
  });

  it('are copied with a selection, which is said, and can be left out then', async () => {
    await show({ parts: [content(answer)] });
    await panel.page.evaluate(() => {
      getSelection()?.selectAllChildren(document.querySelector('.ds-code code')!);
      document
        .querySelector('.ds-code')!
        .dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
    });
    await bar().getByText('Copied with 5 hidden characters.').waitFor();
    await bar().getByRole('button', { name: 'Copy Without Them' }).click();
    assert.equal((await panel.waitForIntent('copy')).text.trim(), code.replace(/[^\n -~]/g, ''));
  });

  it('are copied as they are where a message has none but its script needs', async () => {
    const text = 'می\u200Cخواهم 👩‍🚀';
    await show({ parts: [content(text)] });
    await panel.page.locator('[data-action="copy"][data-of="t0/answer"]').click();
    assert.equal((await panel.waitForIntent('copy')).text, text);
    assert.equal(await bar().count(), 0);
  });

  // Fault V21
  it('and long runs of marks are cut in every place, and copied as they are', async () => {
    const run = `a${'\u0301'.repeat(60_000)}`;
    await panel.post(
      snapshot(
        [
          makeTurn('t', {
            user: { text: run, context: [] },
            parts: [
              reasoning(run),
              content(
                `${run}\n\n\`\`\`\n${run}\n\`\`\`\n\n- \`${run}\`\n\n| ${run} |\n|---|\n| ${run} |\n\n# ${run}\n\n[${run}](https://a.example)`,
              ),
            ],
          }),
        ],
        { recents: [] },
      ),
    );
    await panel.page.locator('.ds-reasoning__toggle').click();
    const drawn = await panel.page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      let longest = 0;
      while (walker.nextNode() !== null) {
        const node = walker.currentNode as Text;
        if (node.parentElement?.checkVisibility() !== true) continue;
        for (const [found] of node.data.matchAll(/\p{M}+/gu)) {
          longest = Math.max(longest, found.length);
        }
      }
      return longest;
    });
    assert.ok(drawn > 0 && drawn <= 32, String(drawn));
    await panel.page.locator('[data-action="copyCode"]').click();
    assert.equal((await panel.waitForIntent('copy')).text, run);
    await panel.page.locator('[data-action="copy"][data-of="t/question"]').click();
    assert.equal((await panel.waitForIntent('copy', 2)).text, run);
  });
});
