import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { messageLimits } from '../../../src/conversation/limits.ts';
import { until } from '../../../scripts/host/until.ts';
import { content, makeOpenTurn, makeTurn, panelFact, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

describe('the composer', () => {
  let panel: PanelPage;
  let text: Locator;
  withPage({}, (opened) => {
    panel = opened;
    text = panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
  });
  const sent = async () => (await panel.intentsOf('send')).map((intent) => intent.text);

  it('sends with Enter, breaks the line with Shift+Enter, and is empty afterwards', async () => {
    await panel.post(snapshot([]));
    await text.fill('one');
    await text.press('Shift+Enter');
    await text.pressSequentially('two');
    await text.press('Enter');
    assert.deepEqual(await sent(), ['one\ntwo']);
    await panel.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
  });

  it('keeps everything within its border, however narrow the side bar is', async () => {
    await panel.post(snapshot([makeTurn('a')]));
    const right = (selector: string) =>
      panel.page.locator(selector).evaluate((item) => item.getBoundingClientRect().right);
    for (const width of [270, 285, 300, 320, 340, 400]) {
      await panel.page.setViewportSize({ width, height: 600 });
      assert.ok((await right('.ds-send')) <= (await right('.ds-composer')) - 4, `${width} px`);
    }
  });

  it('sends with Ctrl+Enter only, where the setting says so', async () => {
    await panel.post(snapshot([], { sendWith: 'ctrlEnter' }));
    await text.fill('one');
    await text.press('Enter');
    assert.deepEqual(await sent(), []);
    await text.press('Control+Enter');
    assert.deepEqual(await sent(), ['one']);
  });

  it('takes no longer text than the host does', async () => {
    await panel.post(snapshot([]));
    assert.equal(await text.getAttribute('maxlength'), String(messageLimits.text));
  });

  it('sends nothing that is blank', async () => {
    await panel.post(snapshot([]));
    await text.fill('  \n ');
    await text.press('Enter');
    assert.equal(
      await panel.page.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled'),
      'true',
    );
    await text.fill('x');
    await panel.page.getByRole('button', { name: 'Send' }).click();
    assert.deepEqual(await sent(), ['x']);
  });

  it('leaves the Enter of an input method to it, in every order of events', async () => {
    await panel.post(snapshot([]));
    await text.fill('にほん');
    await text.evaluate((field) => {
      const enter = (more: object): void =>
        void field.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }),
        );
      const end = (): void => void field.dispatchEvent(new CompositionEvent('compositionend'));
      field.dispatchEvent(new CompositionEvent('compositionstart'));
      enter({ isComposing: true });
      enter({ keyCode: 229 });
      end();
      enter({}); // Safari fires the end first.
      field.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true }));
    });
    assert.deepEqual(await sent(), []);
    assert.equal(await text.inputValue(), 'にほん');
    await text.press('Enter');
    assert.deepEqual(await sent(), ['にほん']);
  });

  it('sends a Hangul message with one Enter, though it also ends the composition', async () => {
    await panel.post(snapshot([]));
    await text.fill('안녕');
    await text.evaluate((field) => {
      const enter = (more: object): void =>
        void field.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }),
        );
      field.dispatchEvent(new CompositionEvent('compositionstart'));
      enter({ keyCode: 229, isComposing: true });
      field.dispatchEvent(new CompositionEvent('compositionend', { data: '녕' }));
      enter({ keyCode: 13 });
    });
    assert.deepEqual(await sent(), ['안녕']);
  });

  it('sends nothing while a real composition is open', async () => {
    await panel.post(snapshot([]));
    await text.focus();
    panel.isReusable = false;
    const session = await panel.page.context().newCDPSession(panel.page);
    await session.send('Input.imeSetComposition', {
      text: 'に',
      selectionStart: 1,
      selectionEnd: 1,
    });
    await session.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      key: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    assert.deepEqual(await sent(), []);
    await session.send('Input.insertText', { text: '日' });
    await session.send('Input.dispatchKeyEvent', {
      type: 'keyUp',
      key: 'Enter',
      windowsVirtualKeyCode: 13,
    });
    await text.press('Enter');
    assert.deepEqual(await sent(), ['日']);
  });

  it('has one button, which stops while a turn runs, and still takes text then', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], { activity: { kind: 'streaming' } }));
    assert.equal(await panel.page.getByRole('button', { name: 'Send' }).count(), 0);
    const queue = panel.page.getByRole('button', { name: 'Queue message' });
    assert.equal(await queue.count(), 0, 'nothing to queue');
    await text.fill('next');
    await text.press('Enter');
    await text.fill('and then');
    await queue.click();
    await panel.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    // The host lets them wait, since only it knows what runs.
    assert.deepEqual(await sent(), ['next', 'and then']);
    await text.fill('more');
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.equal((await panel.intentsOf('stop')).length, 1);
  });

  it('closes a popup with Escape first, then stops, and does nothing when nothing runs', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], { activity: { kind: 'streaming' } }));
    const model = panel.page.getByRole('combobox', { name: 'Model' });
    await model.click();
    await panel.page.getByRole('option', { name: 'deepseek-v4-pro' }).waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('.ds-picker--model[aria-expanded="false"]').waitFor();
    assert.equal((await panel.intentsOf('stop')).length, 0);
    await panel.page.keyboard.press('Escape');
    assert.equal((await panel.intentsOf('stop')).length, 1);
    await panel.post(snapshot([makeTurn('a')], {}, { revision: 2 }));
    await text.press('Escape');
    assert.equal((await panel.intentsOf('stop')).length, 1);
  });

  it('picks a model, and shows the one the host names', async () => {
    await panel.post(snapshot([]));
    await panel.page.getByRole('combobox', { name: 'Model' }).click();
    await panel.page.getByRole('option', { name: 'deepseek-v4-pro' }).click();
    assert.deepEqual(await panel.intentsOf('selectModel'), [
      { type: 'selectModel', model: 'deepseek-v4-pro' },
    ]);
    await panel.post(panelFact(2, { model: 'deepseek-v4-pro' }));
    const shown = panel.page.locator('.ds-picker--model .ds-picker__value');
    assert.equal(await shown.innerText(), 'deepseek-v4-pro');
    await panel.post(panelFact(3, { model: 'unlisted' }));
    assert.equal(await shown.innerText(), 'unlisted');
    assert.equal((await panel.intentsOf('selectModel')).length, 1);
  });

  it('keeps the end of the model’s name in sight where it is narrow, and says the whole when pointed at', async () => {
    await panel.post(snapshot([], { model: 'deepseek-v4-flash' }));
    await panel.page.setViewportSize({ width: 300, height: 600 });
    const button = panel.page.getByRole('combobox', { name: 'Model' });
    const seen = await button.locator('.ds-picker__value').evaluate((value) => {
      const place = value.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(value);
      const name = range.getBoundingClientRect();
      return { isCut: name.left < place.left, isInside: name.right <= place.right };
    });
    assert.deepEqual(seen, { isCut: true, isInside: true });
    assert.match((await button.getAttribute('title')) ?? '', /deepseek-v4-flash/);
  });

  it('shows how the next answer thinks in full, with a sign for its name where it is narrow', async () => {
    await panel.post(snapshot([], { thinking: 'on', effort: 'high' }));
    const shown = panel.page.locator('.ds-picker--thinking .ds-picker__value');
    for (const [width, text] of [
      [400, 'Thinking · high'],
      [300, 'high'],
    ] as const) {
      await panel.page.setViewportSize({ width, height: 600 });
      assert.equal((await shown.innerText()).trim(), text);
      assert.equal(await shown.locator('.ds-icon').isVisible(), width === 300);
      const isCut = await shown.evaluate((item) => item.scrollWidth > item.clientWidth);
      assert.equal(isCut, false, `cut at ${String(width)} px`);
    }
  });

  it('picks thinking and its effort by keyboard', async () => {
    await panel.post(snapshot([], { thinking: 'auto' }));
    const thinking = panel.page.getByRole('combobox', { name: 'Thinking' });
    const { keyboard } = panel.page;
    await thinking.focus();
    await keyboard.press('Enter');
    await panel.page.locator('.ds-picker--thinking[aria-expanded="true"]').waitFor();
    const last = panel.page.locator('.ds-picker--thinking vscode-option').last();
    // Keys have no effect until the list has its options.
    await until(
      async () => {
        await keyboard.press('End');
        return (await last.getAttribute('aria-selected')) === 'true';
      },
      { what: 'the last choice to be selected' },
    );
    await keyboard.press('Enter');
    await panel.post(panelFact(2, { thinking: 'off' }));
    await thinking.click();
    await panel.page.getByRole('option', { name: 'max' }).click();
    assert.deepEqual(await panel.intentsOf('selectThinking'), [
      { type: 'selectThinking', thinking: 'off' },
      { type: 'selectThinking', thinking: 'on', effort: 'max' },
    ]);
  });

  it('leaves an open list to the user while the page is drawn again', async () => {
    await panel.post(snapshot([]));
    await panel.page.getByRole('combobox', { name: 'Model' }).focus();
    for (const key of ['Enter', 'ArrowDown']) await panel.page.keyboard.press(key);
    await panel.post(panelFact(2, { activity: { kind: 'streaming' } }));
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.waitForIntent('selectModel')).model, 'deepseek-v4-pro');
  });

  it('says why thinking is out of use', async () => {
    await panel.post(snapshot([], { thinkingFixed: 'This model always thinks.' }));
    const thinking = panel.page.getByRole('combobox', { name: 'Thinking' });
    assert.equal(await thinking.getAttribute('title'), 'This model always thinks.');
    assert.equal(await thinking.isDisabled(), true);
  });

  it('asks for the key instead of losing the message', async () => {
    await panel.post(snapshot([], { key: 'missing' }));
    await text.fill('hello');
    await text.press('Enter');
    assert.deepEqual(await sent(), []);
    assert.deepEqual(await panel.intentsOf('runAction'), [
      { type: 'runAction', action: 'setApiKey' },
    ]);
    assert.equal(await text.inputValue(), 'hello');
    await panel.page.getByRole('button', { name: 'Set API Key' }).click();
    assert.equal((await panel.intentsOf('runAction')).length, 2);
  });

  it('begins a new chat with Ctrl+N or Cmd+N, and with no other chord', async () => {
    await panel.post(snapshot([makeTurn('a')]));
    for (const chord of ['Control+n', 'Meta+n', 'Control+Shift+n', 'Control+Alt+n']) {
      await text.press(chord);
    }
    assert.equal((await panel.intentsOf('newChat')).length, 2);
  });

  it('selects all of its text by itself, since VS Code would do it again when more is typed', async () => {
    await panel.post(snapshot([]));
    await panel.page.evaluate(() => {
      window.__chords = [];
      window.addEventListener('keydown', ({ key, ctrlKey }) => {
        if (ctrlKey && key !== 'Control') window.__chords.push(key);
      });
    });
    await text.fill('one two');
    await text.press('Control+a');
    await text.press('Control+b');
    await panel.page.keyboard.type('three');
    assert.equal(await text.inputValue(), 'three');
    assert.deepEqual(await panel.page.evaluate(() => window.__chords), ['b']);
    // Elsewhere it is VS Code's, which selects what the page shows.
    await panel.page.getByRole('log').press('Control+a');
    assert.deepEqual(await panel.page.evaluate(() => window.__chords), ['b', 'a']);
  });

  it('grows with its text up to two fifths of the panel', async () => {
    await panel.post(snapshot([]));
    const before = (await text.boundingBox())!.height;
    await text.fill('line\n'.repeat(5));
    assert.ok((await text.boundingBox())!.height > before);
    await text.fill('line\n'.repeat(100));
    assert.ok((await text.boundingBox())!.height <= 0.4 * 700 + 1);
  });

  it('takes the focus when the host asks', async () => {
    await panel.post(snapshot([makeTurn('a')]), { type: 'focusComposer', revision: 2 });
    assert.equal(await text.evaluate((field) => field === document.activeElement), true);
  });

  it('walks messages with the arrows after Ctrl+Up, and comes back with Escape', async () => {
    await panel.post(snapshot([makeTurn('a'), makeTurn('b', { parts: [content('B')] })]));
    await text.press('Control+ArrowUp');
    const focused = () =>
      panel.page.evaluate(() => (document.activeElement as HTMLElement).dataset.article);
    assert.equal(await focused(), 'b/answer');
    await panel.page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'b/question');
    await panel.page.keyboard.press('Escape');
    assert.equal(await text.evaluate((field) => field === document.activeElement), true);
  });
});

declare global {
  interface Window {
    /** The chords that came through to VS Code. */
    __chords: string[];
  }
}
