import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { onChatFontChanged, readChatFont } from '../../src/ui/panel/chatFont.ts';

const chat = () => vscode.workspace.getConfiguration('chat');

/** Changes a user setting and resolves to the value that a listener then reads. */
async function change(name: string, value: unknown) {
  const reported = new Promise<ReturnType<typeof readChatFont>>((resolve) => {
    const listening = onChatFontChanged(() => {
      listening.dispose();
      resolve(readChatFont());
    });
  });
  await chat().update(name, value, vscode.ConfigurationTarget.Global);
  return await reported;
}

describe('the letters of VS Code’s own chat', () => {
  after(async () => {
    for (const name of ['fontSize', 'fontFamily']) {
      await chat().update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('are followed when a person changes them, and back', async () => {
    const usual = readChatFont();
    assert.equal(usual.family, undefined);
    assert.deepEqual(await change('fontSize', 19), { ...usual, size: 19 });
    assert.deepEqual(await change('fontFamily', 'serif'), { size: 19, family: 'serif' });
    assert.deepEqual(await change('fontFamily', undefined), { ...usual, size: 19 });
    assert.deepEqual(await change('fontSize', undefined), usual);
  });

  it('count as not set where no page could be read in them', async () => {
    assert.deepEqual(await change('fontSize', 2), {});
    assert.deepEqual(await change('fontFamily', '   '), {});
  });
});
