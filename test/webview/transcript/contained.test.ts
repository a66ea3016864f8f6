import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Part, Turn } from '../../../src/conversation/model.ts';
import { content, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const none = undefined as unknown;

/** Turns that nothing which draws them is prepared for. */
const broken: Readonly<Record<string, Partial<Turn>>> = {
  'a part without text': { parts: [{ ...content('x'), text: none } as never] },
  'a part of reasoning without text': { parts: [{ ...reasoning('x'), text: none } as never] },
  'no part': { parts: [none as Part] },
  'no parts': { parts: none as Part[] },
  'tokens that are none': { parts: [{ ...content('x'), tokens: 5 } as never] },
  'a question without text': { user: { text: none as string, context: [] } },
  'a piece that is none': { user: { text: 'q', context: [none as never] } },
  'a summary that is none': { summary: 5 as never },
};

describe('a message that cannot be drawn', () => {
  let panel: PanelPage;
  withPage({}, (opened) => {
    panel = opened;
  });
  const others = [
    makeTurn('a', { parts: [content('before')] }),
    makeTurn('z', { parts: [content('after')] }),
  ];

  for (const [name, turn] of Object.entries(broken)) {
    it(`leaves the others and the composer as they are: ${name}`, async () => {
      const facts = snapshot([others[0]!, makeTurn('t', turn), others[1]!]);
      await panel.post(facts);
      const texts = await panel.page.locator('[data-part="content"]').allInnerTexts();
      assert.equal(texts[0], 'before');
      assert.equal(texts.at(-1), 'after');
      assert.equal(await panel.page.locator('.ds-fault').count(), 0);
      await panel.page.locator('.ds-composer__text').fill('still there');
      await panel.post(snapshot([...others], {}, { revision: 2 }));
      assert.deepEqual(await panel.page.locator('[data-part="content"]').allInnerTexts(), [
        'before',
        'after',
      ]);
    });
  }

  it('is said in its place and reported once, with the way to the log', async () => {
    const turn = makeTurn('t', broken['a question without text']);
    for (const revision of [1, 2, 3]) {
      await panel.post(snapshot([others[0]!, turn], {}, { revision }));
    }
    const fault = panel.page.locator('[data-part="fault"]');
    assert.match(await fault.first().innerText(), /This message cannot be shown/);
    await fault.first().getByRole('button', { name: 'Show Log' }).click();
    assert.equal((await panel.waitForIntent('runAction')).action, 'showLog');
    const reports = (await panel.intentsOf('reportError')).map(({ message }) => message);
    assert.equal(reports.length, new Set(reports).size);
    assert.ok(reports.length >= 1);
  });

  it('is shown as it was written where painting its text fails', async () => {
    await panel.page.evaluate(() => {
      const create = window.createMarkdown!;
      window.createMarkdown = (texts, root) => {
        const view = create(texts, root);
        return {
          root: view.root,
          update(text, open) {
            if (text.includes('boom')) throw new Error('cannot paint');
            view.update(text, open);
          },
        };
      };
    });
    const text = 'It goes *boom*.\n\n    here';
    await panel.post(snapshot([others[0]!, makeTurn('t', { parts: [content(text)] }), others[1]!]));
    assert.deepEqual(await panel.page.locator('[data-part="content"]').allInnerTexts(), [
      'before',
      text,
      'after',
    ]);
    const reports = await panel.intentsOf('reportError');
    assert.equal(reports.length, 1);
    assert.match(reports[0]!.message, /cannot paint/);
  });
});
