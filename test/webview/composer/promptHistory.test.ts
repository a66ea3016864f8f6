import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { makeTurn, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const long = `A question that is longer than one line of a narrow composer. ${'Word '.repeat(20)}`;

describe('prompt history', () => {
  let panel: PanelPage;
  withPage({ width: 300 }, async (opened) => {
    panel = opened;
    await panel.post(snapshot([makeTurn('a')]));
    await box().focus();
  });

  const box = () => panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
  const press = (key: string) => panel.page.keyboard.press(key);
  const recall = async (...prompts: string[]) => {
    await press('ArrowUp');
    await panel.waitForIntent('recallPrompts');
    await panel.post({ type: 'prompts', revision: 2, prompts });
  };
  const walk = async (...keys: string[]) => {
    const seen: string[] = [];
    for (const key of keys) {
      await press(key);
      seen.push(await box().inputValue());
    }
    return seen;
  };

  it('walks back with Up and forth with Down, to the empty composer and no further', async () => {
    await recall('first', 'second', 'third');
    assert.equal(await box().inputValue(), 'third');
    assert.deepEqual(
      await walk(
        'ArrowUp',
        'ArrowUp',
        'ArrowUp',
        'ArrowDown',
        'ArrowDown',
        'ArrowDown',
        'ArrowDown',
      ),
      ['second', 'first', 'first', 'second', 'third', '', ''],
    );
  });

  it('leaves the arrows to a text of several lines until the caret is at its edge', async () => {
    await recall('first', 'one\ntwo\nthree');
    assert.deepEqual(await walk('ArrowDown', 'ArrowDown'), Array(2).fill('one\ntwo\nthree'));
    const caret = () => box().evaluate((item) => (item as HTMLTextAreaElement).selectionStart);
    assert.equal(await caret(), 'one\ntwo\n'.length);
    assert.deepEqual(await walk('ArrowUp', 'ArrowUp'), Array(2).fill('one\ntwo\nthree'));
    assert.deepEqual(await walk('ArrowUp', 'ArrowDown'), ['first', 'one\ntwo\nthree']);
  });

  it('knows the edge also where a line breaks by itself', async () => {
    await recall('first', long);
    await press('ArrowDown');
    assert.deepEqual(await walk('ArrowUp'), [long], 'from the second painted line to the first');
    assert.deepEqual(await walk('ArrowUp'), ['first']);
  });

  it('leaves what the user changed alone, and what others than the arrows do', async () => {
    await recall('first', 'second');
    await panel.page.keyboard.type('x');
    assert.deepEqual(await walk('ArrowUp', 'ArrowDown'), ['xsecond', 'xsecond']);
    await box().fill('');
    assert.deepEqual(await walk('Shift+ArrowUp', 'Alt+ArrowUp'), ['', '']);
    assert.equal((await panel.intentsOf('recallPrompts')).length, 1);
  });

  it('does nothing while an input method is composing, nor with an answer that comes late', async () => {
    await box().dispatchEvent('keydown', { key: 'ArrowUp', isComposing: true });
    assert.equal((await panel.intentsOf('recallPrompts')).length, 0);
    await press('ArrowUp');
    await panel.waitForIntent('recallPrompts');
    await panel.page.keyboard.type('mine');
    await panel.post({ type: 'prompts', revision: 2, prompts: ['old'] });
    assert.equal(await box().inputValue(), 'mine');
  });
});
