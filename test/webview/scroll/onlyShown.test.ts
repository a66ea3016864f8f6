import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { english, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';
import { makeRequest, makeTurn, panelFact, snapshot } from '../fixtures.ts';

const piece = { id: 'p', kind: 'file', path: 'src/a.ts', text: 'a' } as const;

describe('a chat that is only shown', () => {
  let panel: PanelPage;
  withPage({}, (opened) => {
    panel = opened;
  });

  const question = (nth: number) => panel.page.getByRole('article', { name: 'You' }).nth(nth);
  const answer = (nth: number) => panel.page.getByRole('article', { name: /^DeepSeek/ }).nth(nth);
  const button = (name: string, where: ReturnType<typeof question>) =>
    where.getByRole('button', { name, exact: true });

  // Fault A16
  it('offers nothing that changes it, but copies, new chats and other branches', async () => {
    const next = { turnId: 'b3', leaf: 'b3' };
    const places = { branches: { b: { position: 1, count: 2, next } } };
    const asked = makeTurn('b', {
      user: { text: 'Question b', context: [piece] },
      request: makeRequest(),
    });
    const failed = makeTurn('f', {
      status: 'failed',
      parts: [],
      error: { kind: 'overloaded', message: '', status: 503 },
    });
    const stopped = makeTurn('s', { status: 'stopped' });
    await panel.post(
      snapshot([makeTurn('a'), asked, failed, stopped], { onlyShown: true }, places),
    );
    for (const [name, where] of [
      ['Edit', question(1)],
      ['Delete', question(1)],
      ['Exclude from context', question(1)],
      ['Exclude src/a.ts from context', question(1)],
      ['Regenerate', answer(1)],
      ['Delete', answer(1)],
    ] as const) {
      await where.hover();
      assert.equal(await button(name, where).getAttribute('title'), english.onlyShown, name);
      await button(name, where).click({ force: true });
    }
    await question(1).focus();
    for (const key of ['F2', 'Delete']) await panel.page.keyboard.press(key);
    await button('More actions', answer(1)).click();
    const menu = panel.page.getByRole('menu');
    await menu.waitFor();
    const dead = menu.locator('[role^="menuitem"][aria-disabled="true"]');
    assert.deepEqual(await dead.allInnerTexts(), [
      'Regenerate',
      'With thinking',
      'With more thinking',
      'Without thinking',
      'With another model…',
      'Exclude from context',
      'Delete',
    ]);
    await panel.page.keyboard.press('Escape');
    for (const turn of [2, 3]) assert.equal(await button('Regenerate', answer(turn)).count(), 0);
    assert.equal(await button('Retry', answer(2)).count(), 0);
    assert.deepEqual(
      (await panel.intents()).filter(({ type }) => type !== 'ready' && type !== 'estimate'),
      [],
    );
    await button('Next branch', question(1)).click();
    await button('Branch', answer(1)).click();
    assert.equal((await panel.intentsOf('selectBranch')).length, 1);
    assert.equal((await panel.intentsOf('copyBranch')).length, 1);
    await panel.post(panelFact(2, {}));
    assert.equal(await button('Edit', question(1)).getAttribute('title'), 'Edit');
    await button('Retry', answer(2)).waitFor();
  });
});
