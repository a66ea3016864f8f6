import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../src/commands.ts';
import { settingKeys } from '../../src/platform/settings/parseSettings.ts';
import { readSettings } from '../../src/settings.ts';
import { toFocusRequest } from '../../src/ui/panel/webviews/chatViewProvider.ts';
import { contentSecurityPolicy } from '../../src/ui/webviewHtml.ts';
import { until } from '../../scripts/host/until.ts';

const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension('deepchat.deepseek-chat');
  assert.ok(found, 'the extension is installed');
  return found;
};

describe('the extension in a real extension host', () => {
  it('sleeps until a person asks for it', () => {
    assert.equal(extension().isActive, false);
    const { activationEvents } = extension().packageJSON as { activationEvents: string[] };
    // Only a chat that stood in an editor tab before a reload.
    assert.deepEqual(activationEvents, ['onWebviewPanel:deepseek.chatEditor']);
  });

  it('wakes up by a command and has every contributed command', async () => {
    await vscode.commands.executeCommand('deepseek.showLog');
    assert.equal(extension().isActive, true);
    const known = await vscode.commands.getCommands(true);
    for (const id of commandIds) assert.ok(known.includes(`deepseek.${id}`), id);
  });

  it('opens its view', async () => {
    await vscode.commands.executeCommand('deepseek.focusChat');
    const known = await vscode.commands.getCommands(true);
    assert.ok(known.includes('deepseek.chat.focus'));
  });

  it('takes from another extension only what it can show without sending', () => {
    assert.deepEqual(toFocusRequest({ chat: '../x', draft: 3 }), {});
    assert.deepEqual(toFocusRequest(undefined), {});
    assert.deepEqual(toFocusRequest({ chat: 'a-1', draft: 'd', send: true }), {
      chat: 'a-1',
      draft: 'd',
    });
  });

  it('writes a policy that lets in nothing but its own files', () => {
    assert.equal(
      contentSecurityPolicy('https://own', 'n0nce'),
      "default-src 'none'; script-src 'nonce-n0nce'; style-src https://own 'nonce-n0nce'; " +
        "font-src https://own; img-src https://own data:; base-uri 'none'; form-action 'none'",
    );
  });
});

describe('settings', () => {
  it('has the manifest’s defaults where nothing is set', () => {
    const { requestLimit, offPeakHint, spendLimitPerDay, ...settings } = readSettings();
    const defaults = Object.fromEntries(
      settingKeys.map((key) => [
        key,
        vscode.workspace.getConfiguration('deepseek').inspect(key)?.defaultValue,
      ]),
    );
    assert.deepEqual(
      {
        ...settings,
        'requestLimit.concurrent': requestLimit.concurrent,
        'requestLimit.perMinute': requestLimit.perMinute,
        'offPeak.hint': offPeakHint,
        'spendLimit.perDay': spendLimitPerDay,
      },
      defaults,
    );
  });

  it('counts a value of the wrong type or out of range as not set, or brings it into range', async () => {
    const configuration = vscode.workspace.getConfiguration('deepseek');
    const set = (key: string, value: unknown) =>
      configuration.update(key, value, vscode.ConfigurationTarget.Global);
    await set('baseUrl', 7);
    await set('thinking', 'sometimes');
    await set('idleTimeoutSeconds', 5);
    await set('extraHeaders', { a: 'b', c: 3 });
    try {
      const settings = readSettings();
      assert.equal(settings.baseUrl, 'https://api.deepseek.com');
      assert.equal(settings.thinking, 'auto');
      assert.equal(settings.idleTimeoutSeconds, 30);
      assert.deepEqual(settings.extraHeaders, { a: 'b' });
    } finally {
      for (const key of ['baseUrl', 'thinking', 'idleTimeoutSeconds', 'extraHeaders']) {
        await set(key, undefined);
      }
    }
  });

  describe('of a hostile workspace', () => {
    let connections = 0;
    const canary = createServer((_request, response) => response.end());
    canary.on('connection', () => (connections += 1));

    before(async () => {
      await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${String((canary.address() as AddressInfo).port)}`;
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
      assert.ok(folder, 'a folder is open');
      const settings = Object.fromEntries(
        settingKeys.map((key) => [`deepseek.${key}`, key === 'baseUrl' ? url : 'canary']),
      );
      await mkdir(join(folder, '.vscode'), { recursive: true });
      await until(
        async () => {
          // VS Code may begin to watch a new folder after its first file was written, so it is written again.
          await writeFile(
            join(folder, '.vscode', 'settings.json'),
            JSON.stringify({ ...settings, 'editor.tabSize': 7 }),
          );
          return vscode.workspace.getConfiguration('editor').get('tabSize') === 7;
        },
        { what: 'the settings of the folder', timeoutMs: 50_000, everyMs: 1000 },
      );
    });

    after(async () => {
      await new Promise((resolve) => canary.close(resolve));
    });

    it('change nothing that decides where words and key go', () => {
      const settings = readSettings();
      assert.equal(settings.baseUrl, 'https://api.deepseek.com');
      assert.doesNotMatch(JSON.stringify(settings), /canary/);
      assert.equal(connections, 0);
    });
  });
});
