/** Ways on from an answer that is not whole, and answers that begin with the user's words. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { content, events, makeTurn, panelFact, reasoning, snapshot } from '../fixtures.ts';
import { english, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const call = '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read{"path":"a"}<｜tool▁calls▁end｜>';

describe('an answer that is not whole', () => {
  let panel: PanelPage;
  withPage({ width: 300 }, (opened) => {
    panel = opened;
  });

  const answer = () => panel.page.getByRole('article', { name: /^DeepSeek/ }).last();
  const notice = () => answer().locator('[data-part="notice"]');
  const buttons = async () =>
    (await notice().locator('vscode-button').allInnerTexts()).map((text) => text.trim());
  const body = () => answer().locator('[data-part="content"]').innerText();

  for (const [name, change] of [
    ['was stopped', { status: 'stopped' }],
    ['was interrupted', { status: 'interrupted' }],
    ['reached its length', { finishReason: 'length' }],
    ['lacked capacity', { finishReason: 'insufficient_system_resource' }],
    ['was aborted', { finishReason: 'aborted' }],
  ] satisfies [string, Partial<Turn>][]) {
    it(`goes on by keyboard where it ${name}`, async () => {
      await panel.post(snapshot([makeTurn('t', change)], { prefix: 'content' }));
      assert.deepEqual(await buttons(), ['Continue', 'Regenerate']);
      await notice().getByRole('button', { name: 'Continue' }).focus();
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await panel.intentsOf('continue'), [{ type: 'continue', turnId: 't' }]);
      const focused = panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
      assert.equal(await focused.evaluate((item) => item === document.activeElement), true);
    });
  }

  it('goes on from thoughts alone only where the server takes them, and only at the end', async () => {
    const cut = { parts: [reasoning('Hm')], status: 'stopped' } as const;
    await panel.post(snapshot([makeTurn('t', cut)], { prefix: 'content' }));
    assert.deepEqual(await buttons(), ['Regenerate']);
    await panel.post(panelFact(2, { prefix: 'thinking' }));
    await notice().getByRole('button', { name: 'Continue' }).waitFor();
    await panel.post(
      snapshot([makeTurn('t', { status: 'stopped' }), makeTurn('u')], {}, { revision: 1 }),
    );
    const first = panel.page.getByRole('article', { name: /^DeepSeek/ }).first();
    assert.equal(await first.getByRole('button', { name: 'Regenerate' }).count(), 1);
    assert.equal(await first.getByRole('button', { name: 'Continue' }).count(), 0);
  });

  it('goes on in the same message', async () => {
    await panel.post(
      snapshot([makeTurn('t', { parts: [content('```ts\nlet a')], finishReason: 'length' })]),
    );
    await panel.post(
      events(
        2,
        {
          type: 'turnStarted',
          turnId: 'u',
          parentId: null,
          at: 10_000,
          user: { text: 'Question t', context: [] },
          continues: 't',
        },
        {
          type: 'partAppended',
          turnId: 'u',
          partId: 'c',
          kind: 'content',
          offset: 11,
          text: ' = 1;\n```\nDone.',
          at: 10_001,
        },
        { type: 'turnEnded', turnId: 'u', at: 10_002, status: 'complete', finishReason: 'stop' },
      ),
    );
    assert.equal(await panel.page.getByRole('article').count(), 2);
    assert.equal(await answer().locator('code').innerText(), 'let a = 1;\n');
    assert.match(await body(), /Done\.$/);
    assert.equal(await notice().count(), 0);
  });

  it('is one text also where the model thought again in between', async () => {
    const turn = makeTurn('t', {
      continues: 's',
      parts: [
        content('```ts\nlet a'),
        { ...reasoning('Again'), id: 'r2' },
        { ...content(' = 1;\n```'), id: 'c2' },
      ],
    });
    await panel.post(snapshot([turn]));
    assert.equal(await answer().locator('code').innerText(), 'let a = 1;\n');
  });

  it('shows thoughts that stand for the answer as such, and copies them', async () => {
    await panel.post(snapshot([makeTurn('t', { parts: [reasoning('It is **42**.')] })]));
    assert.equal(await body(), 'It is 42.');
    assert.equal(await answer().locator('.ds-answer__label').innerText(), english.thoughtsAsAnswer);
    assert.equal(
      await notice().locator('.ds-notice__text').innerText(),
      english.noticeThoughtsOnly,
    );
    await answer().getByRole('button', { name: 'Copy', exact: true }).click();
    assert.deepEqual(await panel.intentsOf('copy'), [{ type: 'copy', text: 'It is **42**.' }]);
  });

  it('sets a leaked tool call apart and asks again without tools', async () => {
    await panel.post(snapshot([makeTurn('t', { parts: [content(`Let me look.\n\n${call}`)] })]));
    assert.equal(await body(), 'Let me look.');
    await answer().getByText(english.unparsedToolCall).click();
    assert.equal(await answer().locator('.ds-answer__leak pre').innerText(), call);
    assert.deepEqual(await buttons(), [english.askWithoutTools, 'Regenerate']);
    await notice().getByRole('button', { name: english.askWithoutTools }).click();
    assert.deepEqual(await panel.intentsOf('regenerate'), [
      { type: 'regenerate', turnId: 't', withoutTools: true },
    ]);
  });

  it('offers to hide what the filter ended', async () => {
    await panel.post(snapshot([makeTurn('t', { finishReason: 'content_filter' })]));
    await notice().getByRole('button', { name: english.hideTurn }).click();
    assert.deepEqual(await panel.intentsOf('hideTurn'), [
      { type: 'hideTurn', turnId: 't', hidden: true },
    ]);
  });
});

describe('the first words of an answer', () => {
  let panel: PanelPage;
  withPage({ width: 300 }, async (opened) => {
    panel = opened;
    await panel.post(snapshot([], { prefix: 'content' }));
  });

  const button = () => panel.page.getByRole('button', { name: english.starter });
  const field = () => panel.page.getByRole('textbox', { name: english.starter });
  const composer = () => panel.page.getByRole('textbox', { name: 'Message DeepSeek' });

  it('go with the message, by keyboard alone, once', async () => {
    await button().focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(
      () => document.activeElement?.className === 'ds-starter__text',
    );
    assert.equal(await button().getAttribute('aria-expanded'), 'true');
    await panel.page.keyboard.type('Once upon');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.intentsOf('send'), []);
    await panel.page.keyboard.type('A tale');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.intentsOf('send'), [
      { type: 'send', text: 'A tale', starter: 'Once upon' },
    ]);
    await field().waitFor({ state: 'detached' });
    await composer().fill('And then?');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.intentsOf('send')).at(-1), { type: 'send', text: 'And then?' });
  });

  it('are put away by Escape, which stops no answer, and the caret goes back', async () => {
    await button().click();
    await field().fill('Once');
    await panel.page.keyboard.press('Escape');
    await field().waitFor({ state: 'detached' });
    assert.deepEqual(await panel.intentsOf('stop'), []);
    assert.equal(await composer().evaluate((item) => item === document.activeElement), true);
  });

  it('cannot be chosen where the server knows no way, and the reason is said', async () => {
    await panel.post(panelFact(2, { prefix: 'none', starterFixed: 'No way here.' }));
    await panel.page
      .getByRole('button', { name: english.starter, description: 'No way here.' })
      .waitFor();
    assert.equal(await button().getAttribute('aria-disabled'), 'true');
    await button().click({ force: true });
    assert.equal(await field().count(), 0);
  });
});
