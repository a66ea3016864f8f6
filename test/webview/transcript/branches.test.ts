import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { BranchPosition } from '../../../src/conversation/branches.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import type { Harness } from '../harness.ts';
import { english, themes, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';
import { events, makeOpenTurn, makeTurn, panelFact, snapshot } from '../fixtures.ts';

const piece = { id: 'p', kind: 'file', path: 'src/a.ts', text: 'a' } as const;
const middle: BranchPosition = {
  position: 2,
  count: 3,
  previous: { turnId: 'b1', leaf: 'leaf-1' },
  next: { turnId: 'b3', leaf: 'leaf-3' },
};

describe('message actions', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({}, (opened, its) => {
    harness = its;
    panel = opened;
  });

  const chat = () => [
    makeTurn('a'),
    makeTurn('b2', { user: { text: 'Question b', context: [piece] } }),
  ];
  const question = (nth = -1) => panel.page.getByRole('article', { name: 'You' }).nth(nth);
  const answer = (nth = -1) => panel.page.getByRole('article', { name: /^DeepSeek/ }).nth(nth);
  const button = (name: string, where = panel.page.locator('body')) =>
    where.getByRole('button', { name, exact: true });
  const menu = () => panel.page.getByRole('menu');
  const menuLabels = async () => {
    await menu().waitFor();
    return menu().locator('[role^="menuitem"]').allInnerTexts();
  };
  /** Resolves when the polite status says this. */
  const says = (text: string) =>
    panel.page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
  const press = (key: string) => panel.page.keyboard.press(key);
  const focused = () =>
    panel.page.evaluate(() => {
      const item = document.activeElement;
      return (
        item?.getAttribute('data-article') ??
        item?.getAttribute('aria-label') ??
        item?.textContent?.trim()
      );
    });

  describe('editing', () => {
    const field = () => panel.page.getByRole('textbox', { name: 'Edit message' });

    it('happens in place: the old words, sent by Enter, the caret then in the composer', async () => {
      await panel.post(snapshot(chat()));
      await question().focus();
      await press('F2');
      assert.equal(await field().inputValue(), 'Question b');
      assert.equal(await focused(), 'Edit message');
      assert.match(await question().innerText(), /The cache is kept up to here\./);
      await field().fill('  Another b ');
      await press('Shift+Enter');
      await press('Enter');
      assert.deepEqual(await panel.intentsOf('edit'), [
        { type: 'edit', turnId: 'b2', text: 'Another b' },
      ]);
      await field().waitFor({ state: 'detached' });
      assert.equal(await focused(), 'Message DeepSeek');
    });

    it('is left by Escape with the focus on the message, and stops nothing', async () => {
      await panel.post(snapshot(chat()));
      await question().hover();
      await button('Edit', question()).click();
      await field().fill('Something else');
      await press('Escape');
      await field().waitFor({ state: 'detached' });
      assert.equal(await focused(), 'b2/question');
      assert.equal(await question().locator('.ds-question__text').innerText(), 'Question b');
      await press('F2');
      await button('Cancel', question()).click();
      await field().waitFor({ state: 'detached' });
      assert.deepEqual(await panel.intentsOf('edit'), []);
      assert.deepEqual(await panel.intentsOf('stop'), []);
    });

    it('sends nothing while an input method composes, nor when words and pieces are gone', async () => {
      await panel.post(snapshot([makeTurn('a')]));
      await question().focus();
      await press('F2');
      panel.isReusable = false;
      const composing = await panel.page.context().newCDPSession(panel.page);
      await field().fill('');
      await composing.send('Input.imeSetComposition', {
        text: 'に',
        selectionStart: 1,
        selectionEnd: 1,
      });
      await field().dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
      await field().dispatchEvent('keydown', { key: 'Escape', keyCode: 229, isComposing: true });
      assert.deepEqual(await panel.intentsOf('edit'), []);
      assert.equal(await field().count(), 1);
      await composing.send('Input.insertText', { text: '日' });
      await field().fill('   ');
      await button('Send', question()).click();
      assert.deepEqual(await panel.intentsOf('edit'), []);
      await field().fill('日本');
      await button('Send', question()).click();
      assert.equal((await panel.waitForIntent('edit')).text, '日本');
    });

    it('sends by Ctrl+Enter where that is the setting, and waits while an answer is written', async () => {
      await panel.post(snapshot(chat(), { sendWith: 'ctrlEnter' }));
      await question().focus();
      await press('F2');
      await press('Enter');
      assert.deepEqual(await panel.intentsOf('edit'), []);
      await panel.post(panelFact(2, { sendWith: 'ctrlEnter', activity: { kind: 'streaming' } }));
      await press('Control+Enter');
      assert.deepEqual(await panel.intentsOf('edit'), []);
      await panel.post(panelFact(3, { sendWith: 'ctrlEnter' }));
      await press('Control+Enter');
      assert.equal((await panel.waitForIntent('edit')).text, 'Question b');
    });

    it('outlives a reload of the page', async () => {
      await panel.post(snapshot(chat()));
      await question().focus();
      await press('F2');
      await field().fill('half a thought');
      await panel.page.waitForFunction(
        () =>
          (window.__saved as { edit?: { text: string } } | undefined)?.edit?.text ===
          'half a thought',
      );
      const again = await harness.open({ saved: await panel.saved() });
      await again.post(snapshot(chat()));
      const kept = again.page.getByRole('textbox', { name: 'Edit message' });
      assert.equal(await kept.inputValue(), 'half a thought');
      await again.close();
    });
  });

  describe('regenerating', () => {
    it('is one click for the same again, and a menu for the other ways', async () => {
      await panel.post(snapshot(chat()));
      await button('Regenerate', answer()).click();
      for (const name of ['With thinking', 'With more thinking', 'Without thinking']) {
        await button('Answer differently', answer()).click();
        await menu().getByRole('menuitem', { name, exact: true }).click();
        await menu().waitFor({ state: 'detached' });
      }
      await button('Answer differently', answer()).click();
      await menu().getByRole('menuitem', { name: 'With another model…' }).click();
      const of = { type: 'regenerate', turnId: 'b2' } as const;
      assert.deepEqual(await panel.intentsOf('regenerate'), [
        of,
        { ...of, thinking: 'on' },
        { ...of, thinking: 'on', effort: 'max' },
        { ...of, thinking: 'off' },
      ]);
      assert.equal((await panel.waitForIntent('regenerateWithModel')).turnId, 'b2');
    });

    it('offers only what the server and the model allow', async () => {
      const labels = async () => {
        await button('Answer differently', answer()).click();
        const all = await menuLabels();
        await press('Escape');
        return all;
      };
      await panel.post(snapshot(chat(), { sendsEffort: false, models: ['m'] }));
      assert.deepEqual(await labels(), ['With thinking', 'Without thinking']);
      await panel.post(panelFact(2, { thinkingFixed: 'always' }));
      assert.deepEqual(await labels(), ['With another model…']);
      await panel.post(panelFact(3, { thinkingFixed: 'always', models: ['m'] }));
      assert.equal(await button('Answer differently').count(), 0);
    });
  });

  describe('branches', () => {
    it('are shown and switched, the turn keeping its place and the button its focus', async () => {
      const long = (id: string) =>
        makeTurn(id, { user: { text: 'long\n'.repeat(30), context: [] } });
      const before = [long('a'), makeTurn('b2'), long('c')];
      await panel.post(snapshot(before, {}, { branches: { b2: middle } }));
      const shown = panel.page.getByRole('article', { name: 'You' }).nth(1);
      await shown.scrollIntoViewIfNeeded();
      assert.match(await shown.innerText(), /2 \/ 3/);
      const top = (await shown.boundingBox())!.y;
      await button('Next branch', shown).press('Enter');
      assert.deepEqual(await panel.waitForIntent('selectBranch'), {
        type: 'selectBranch',
        leaf: 'leaf-3',
        turnId: 'b3',
      });
      await says('Branch 3 of 3');
      const last: BranchPosition = { position: 3, count: 3, previous: { turnId: 'b2', leaf: 'c' } };
      await panel.post(
        snapshot(
          [long('a'), makeTurn('b3'), long('d')],
          {},
          { branches: { b3: last }, revision: 1 },
        ),
      );
      assert.match(await shown.innerText(), /3 \/ 3/);
      assert.ok(Math.abs((await shown.boundingBox())!.y - top) <= 1);
      assert.equal(await focused(), 'Next branch');
      await press('Enter');
      assert.equal((await panel.intentsOf('selectBranch')).length, 1);
      assert.equal(await button('Next branch', shown).getAttribute('title'), english.lastBranch);
    });

    it('are switched by arrows on a message, and shown for earlier turns too', async () => {
      const [first, ...others] = chat();
      const turns = [{ ...first!, parentId: 'e' }, ...others];
      await panel.post(snapshot(turns, {}, { branches: { b2: middle }, earlier: 1 }));
      await answer().focus();
      await press('ArrowLeft');
      assert.equal((await panel.waitForIntent('selectBranch')).leaf, 'leaf-1');
      await panel.post({
        type: 'earlier',
        revision: 2,
        earlier: 0,
        branches: { e: middle },
        turns: [makeTurn('e')],
      });
      assert.match(await question(0).innerText(), /2 \/ 3/);
    });
  });

  describe('Delete', () => {
    beforeEach(async () => {
      panel.isReusable = false;
      await panel.page.clock.install();
      await panel.post(snapshot(chat(), {}, { earlier: 4 }));
    });

    // Fault A13
    it('takes the message away with an Undo that has the focus, and says what it costs', async () => {
      await question().focus();
      await press('Delete');
      assert.deepEqual(await panel.waitForIntent('hideTurn'), {
        type: 'hideTurn',
        turnId: 'b2',
        hidden: true,
      });
      await panel.post(snapshot([makeTurn('a')], {}, { earlier: 4 }));
      const said = 'Deleted, with what followed it. Turns before it that stay cached: 5.';
      await says(said);
      assert.equal(await focused(), 'Undo');
      await press('Enter');
      assert.equal((await panel.waitForIntent('hideTurn', 2)).hidden, false);
      await panel.post(snapshot(chat(), {}, { earlier: 4 }));
      assert.equal(await focused(), 'b2/question');
      await says('The message is back');
      assert.equal(await button('Undo').count(), 0);
    });

    it('offers Undo for ten seconds, and longer while the user is there', async () => {
      await answer().hover();
      await button('Delete', answer()).click();
      await panel.page.clock.runFor(11_000);
      assert.equal(await button('Undo').count(), 1);
      await panel.page.getByRole('textbox', { name: 'Message DeepSeek' }).focus();
      await panel.page.clock.runFor(11_000);
      await button('Undo').waitFor({ state: 'detached' });
    });
  });

  describe('Exclude from context', () => {
    it('is a switch that shows and says what is not sent, for a turn and for a piece', async () => {
      await panel.post(snapshot(chat()));
      await question().hover();
      const exclude = button('Exclude from context', question());
      assert.equal(await exclude.getAttribute('aria-pressed'), 'false');
      await exclude.click();
      assert.deepEqual(await panel.waitForIntent('excludeTurn'), {
        type: 'excludeTurn',
        turnId: 'b2',
        excluded: true,
      });
      await says('Not sent from now on');
      await panel.post(events(2, { type: 'turnExcluded', turnId: 'b2', excluded: true }));
      assert.equal(await exclude.getAttribute('aria-pressed'), 'true');
      assert.match(await question().innerText(), /Not sent/);
      const chip = button('Exclude src/a.ts from context', question());
      await chip.click();
      assert.equal((await panel.waitForIntent('excludeContext')).contextId, 'p');
      await panel.post(
        events(3, {
          type: 'contextExcluded',
          turnId: 'b2',
          contextId: 'p',
          excluded: true,
        }),
      );
      assert.equal(await chip.getAttribute('aria-pressed'), 'true');
      assert.match(await question().getByRole('listitem').innerText(), /Not sent/);
      await exclude.click();
      assert.equal((await panel.waitForIntent('excludeTurn', 2)).excluded, false);
      await says('Sent again from now on');
    });
  });

  describe('the menu', () => {
    it('has everything of a message, by the menu key, arrows and first letters', async () => {
      await panel.post(snapshot(chat()));
      await question().focus();
      await press('Shift+F10');
      assert.deepEqual(await menuLabels(), [
        'Copy',
        'Edit',
        'Branch',
        'Exclude from context',
        'Delete',
      ]);
      assert.equal(await focused(), 'Copy');
      await press('ArrowUp');
      assert.equal(await focused(), 'Delete');
      await press('b');
      assert.equal(await focused(), 'Branch');
      await press('Enter');
      assert.equal((await panel.waitForIntent('copyBranch')).turnId, 'b2');
      await answer().focus();
      await press('ContextMenu');
      await menu().getByText('Without thinking', { exact: true }).waitFor();
      await press('End');
      await press('Escape');
      await menu().waitFor({ state: 'detached' });
      assert.equal(await focused(), 'More actions');
      assert.deepEqual(await panel.intentsOf('stop'), []);
      await press('Enter');
      await panel.page.mouse.click(5, 5);
      await menu().waitFor({ state: 'detached' });
    });
  });

  it('waits, with the reason, for what cannot be done while an answer is written', async () => {
    const open = makeOpenTurn('c');
    const places = { branches: { b2: middle } };
    await panel.post(snapshot([...chat(), open], { activity: { kind: 'streaming' } }, places));
    for (const [name, where] of [
      ['Edit', question(1)],
      ['Delete', question(1)],
      ['Exclude from context', question(1)],
      ['Next branch', question(1)],
      ['Regenerate', answer(1)],
    ] as const) {
      await where.hover();
      assert.equal(await button(name, where).getAttribute('title'), english.waitForAnswer, name);
      await button(name, where).click({ force: true });
    }
    await question(1).focus();
    for (const key of ['F2', 'Delete', 'ArrowRight']) await press(key);
    const kinds = (await panel.intents()).map(({ type }) => type);
    // What the next message would take is asked for by itself.
    assert.deepEqual(
      [...new Set(kinds)].filter((kind) => kind !== 'estimate'),
      ['ready'],
    );
    await button('Branch', answer(1)).click();
    assert.equal((await panel.waitForIntent('copyBranch')).turnId, 'b2');
  });

  for (const theme of themes) {
    it(`fits 300 px and passes axe in ${theme}, with the menu, the field and the bar`, async () => {
      const narrow = await harness.open({ theme, width: 300 });
      const turns = chat().map((turn) => ({
        ...turn,
        usage: { prompt: 12_345, cached: 6_000, uncached: 6_345, completion: 310 },
      }));
      const facts = snapshot(
        [
          { ...turns[0]!, excluded: true },
          { ...turns[1]!, excludedContext: ['p'] },
        ],
        {},
        { branches: { b2: middle } },
      );
      const clean = async (name: string) => {
        await narrow.screenshot(`message-${name}-${theme}-300`);
        await passesAxe(narrow.page, name);
        const wide = await narrow.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(wide, 0, name);
      };
      await narrow.post(facts);
      const ask = narrow.page.getByRole('article', { name: 'You' }).last();
      await ask.hover();
      await clean('hovered');
      await narrow.page
        .getByRole('article', { name: /^DeepSeek/ })
        .last()
        .getByRole('button', { name: 'More actions' })
        .click();
      const box = (await narrow.page.getByRole('menu').boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 300 && box.y >= 0 && box.y + box.height <= 700);
      await clean('menu');
      await narrow.page.keyboard.press('Escape');
      await ask.focus();
      await narrow.page.keyboard.press('F2');
      await clean('edit');
      await narrow.page.keyboard.press('Escape');
      await narrow.page.keyboard.press('Delete');
      await clean('deleted');
      await narrow.close();
    });
  }
});
