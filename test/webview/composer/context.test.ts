import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { ContextChip, Fact } from '../../../src/protocol/messages.ts';
import { chips, makeTurn, snapshot } from '../fixtures.ts';
import { Harness, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const draftFact = (revision: number, context: readonly ContextChip[], text?: string): Fact => ({
  type: 'draft',
  revision,
  context,
  ...(text === undefined ? {} : { text }),
});

describe('what is attached to the next message', () => {
  let panel: PanelPage;
  let text: Locator;
  let list: Locator;
  withPage({ width: 300 }, (opened) => {
    panel = opened;
    text = panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
    list = panel.page.getByRole('list', { name: 'Attached' });
  });
  const remove = (name: string) =>
    panel.page.getByRole('button', { name: `Remove ${name}`, exact: true });
  const hasCaret = () => text.evaluate((field) => field === document.activeElement);

  it('shows as chips with path and lines, and says what came', async () => {
    await panel.post(snapshot([]));
    assert.equal(await list.count(), 0);
    await panel.post(draftFact(2, chips('src/a.ts:1-3', 'b.ts:7-7')));
    assert.deepEqual(
      (await list.getByRole('listitem').allTextContents()).map((label) => label.trim()),
      ['src/a.ts:1-3', 'b.ts:7-7'],
    );
    assert.equal(
      await panel.page.getByRole('status').innerText(),
      'src/a.ts:1-3, b.ts:7-7 attached',
    );
  });

  it('comes off by keyboard, and the caret is back in the composer', async () => {
    await panel.post(snapshot([], {}, { context: chips('src/a.ts:1-3', 'b.ts:7-7') }));
    await text.focus();
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(
      await remove('b.ts:7-7').evaluate((button) => button === document.activeElement),
      true,
    );
    await panel.page.keyboard.press('Shift+Tab');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.intentsOf('removeContext'), [
      { type: 'removeContext', id: 'chip-0' },
    ]);
    assert.equal(await hasCaret(), true);
    await panel.post(draftFact(2, chips('src/a.ts:1-3', 'b.ts:7-7').slice(1)));
    assert.equal(await remove('src/a.ts:1-3').count(), 0);
    assert.equal(await remove('b.ts:7-7').count(), 1);
    assert.equal(await hasCaret(), true);
    assert.equal(await panel.page.getByRole('status').innerText(), 'src/a.ts:1-3 removed');
  });

  it('can be sent without a word', async () => {
    await panel.post(snapshot([], {}, { context: chips('a.ts:1-3') }));
    const send = panel.page.getByRole('button', { name: 'Send' });
    assert.equal(await send.getAttribute('aria-disabled'), null);
    await text.press('Enter');
    assert.deepEqual(await panel.intentsOf('send'), [{ type: 'send', text: '' }]);
  });

  it('shows in the message that it was sent with, with a switch in the place of a way to remove it', async () => {
    const item = {
      id: 'x',
      kind: 'selection',
      path: 'src/a.ts',
      startLine: 2,
      endLine: 4,
    } as const;
    const user = { text: 'Why?', context: [{ ...item, text: 'code' }] };
    await panel.post(snapshot([makeTurn('t', { user })]));
    const question = panel.page.getByRole('article', { name: 'You' });
    const chip = question.getByRole('listitem');
    assert.equal((await chip.textContent())?.trim(), 'src/a.ts:2-4');
    // It went with the message: it can only be left out of requests from now on.
    const buttons = await chip.getByRole('button').all();
    assert.deepEqual(
      await Promise.all(buttons.map((locator) => locator.getAttribute('aria-label'))),
      ['Exclude src/a.ts:2-4 from context'],
    );
  });

  it('keeps the file and its lines in sight where the folders do not fit', async () => {
    const path = `${'folder/'.repeat(20)}file.ts:10-24`;
    await panel.post(snapshot([], {}, { context: chips(path) }));
    const chip = list.getByRole('listitem');
    const [outer, file, button] = await Promise.all(
      [chip, chip.locator('.ds-chip__lines'), remove(path)].map((part) => part.boundingBox()),
    );
    assert.ok(file!.x + file!.width <= button!.x + 1);
    assert.ok(button!.x + button!.width <= outer!.x + outer!.width);
    assert.ok(outer!.x + outer!.width <= 300);
  });
});

describe('a draft that was written elsewhere', () => {
  let harness: Harness;
  let panel: PanelPage;
  let text: Locator;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
    text = panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
  });
  afterEach(() => panel.close());

  it('shows here, unless what is here is newer', async () => {
    await panel.post(snapshot([], {}, { draft: 'one' }));
    await panel.post(draftFact(2, [], 'two'));
    assert.equal(await text.inputValue(), 'two');
    await panel.post(draftFact(3, []));
    assert.equal(await text.inputValue(), 'two');
    // Typed and drawn at once, before the page has posted it.
    await text.evaluate((field: HTMLTextAreaElement) => {
      field.value = 'mine';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      window.postMessage({ type: 'draft', revision: 4, context: [], text: 'three' }, '*');
    });
    assert.equal((await panel.waitForIntent('draftChanged')).text, 'mine');
    assert.equal(await text.inputValue(), 'mine');
  });

  it('is the host’s in a new page, whatever the page had kept', async () => {
    await panel.post(snapshot([], {}, { draft: 'old' }));
    await text.fill('kept');
    await panel.waitForIntent('draftChanged');
    const again = await harness.open({ saved: await panel.saved() });
    await again.post(snapshot([], {}, { draft: 'newer' }));
    assert.equal(await again.page.getByRole('textbox').inputValue(), 'newer');
    await again.close();
  });

  it('comes back when the message was not taken', async () => {
    await panel.post(snapshot([]));
    await text.fill('hello');
    await text.press('Enter');
    await panel.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    await panel.post(draftFact(2, [], 'hello'));
    assert.equal(await text.inputValue(), 'hello');
  });

  it('is known to VS Code with its chat before anything is done here', async () => {
    await panel.post(snapshot([]));
    await panel.page.waitForFunction(() => window.__saved !== undefined);
    assert.equal(((await panel.saved()) as { conversationId: string }).conversationId, 'chat-1');
  });
});
