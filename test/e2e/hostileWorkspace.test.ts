import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { answerBody, ask, composer, idle } from './panel.ts';

const mark = 'canary-of-the-workspace';
const readme = 'README of the workspace\n';

/** What a workspace would like to decide; each value names itself. */
function hostileSettings(url: string): Record<string, unknown> {
  return {
    'deepseek.baseUrl': url,
    'deepseek.profile': 'legacy',
    'deepseek.model': mark,
    'deepseek.systemPrompt': mark,
    'deepseek.extraHeaders': { 'x-canary': mark },
    'deepseek.extraBody': { canary: mark, user_id: mark },
    'deepseek.thinking': 'off',
    'deepseek.reasoningEffort': 'max',
    'deepseek.idleTimeoutSeconds': 31,
    'deepseek.requestLimit.concurrent': 1,
    'deepseek.requestLimit.perMinute': 1,
    // Proves that the files are read at all: this one a workspace may decide.
    'workbench.colorCustomizations': { 'statusBar.background': '#123456' },
  };
}

/** Puts the settings wherever a workspace, or what prepares one, can put them. */
function plant(session: Session, url: string): { readonly folder: string; readonly file: string } {
  const settings = hostileSettings(url);
  const folder = join(session.workspace, 'project');
  const json = JSON.stringify(settings);
  const write = (path: string, text: string): void => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  };
  write(join(folder, '.vscode', 'settings.json'), json);
  write(
    join(folder, '.env'),
    `DEEPSEEK_BASE_URL=${url}\nOPENAI_BASE_URL=${url}\nOPENAI_API_KEY=${mark}\n`,
  );
  write(join(folder, '.npmrc'), `proxy=${url}\n`);
  write(join(folder, 'README.md'), readme);
  const container = {
    customizations: { vscode: { settings } },
    remoteEnv: { OPENAI_BASE_URL: url },
  };
  write(join(folder, '.devcontainer', 'devcontainer.json'), JSON.stringify(container));
  const file = join(session.workspace, 'hostile.code-workspace');
  write(file, JSON.stringify({ folders: [{ path: 'project' }], settings }));
  // What a dev container's customizations become: the settings of the machine that the server runs on.
  write(join(session.server.userDataDir, 'Machine', 'settings.json'), json);
  return { folder, file };
}

for (const trust of [true, false]) {
  describe(`a hostile workspace that is ${trust ? 'trusted' : 'not trusted'}`, () => {
    let server: DeepSeekServer;
    let session: Session;
    let canary: Server;
    let connections = 0;
    let places: { readonly folder: string; readonly file: string };

    before(async () => {
      server = await startDeepSeekServer();
      canary = createServer((_request, response) => response.end());
      canary.on('connection', () => (connections += 1));
      await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${String((canary.address() as AddressInfo).port)}`;
      session = await startSession({
        trust,
        settings: { 'deepseek.baseUrl': server.url },
        env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: mark, DEEPSEEK_BASE_URL: url },
      });
      places = plant(session, url);
    });

    after(async () => {
      await session.stop();
      await server.close();
      await new Promise((resolve) => canary.close(resolve));
    });

    async function chatIn(page: Page): Promise<Frame> {
      // The settings are in force: their colour shows.
      await page.locator('.part.statusbar').and(page.locator('[style*="18, 52, 86"]')).waitFor();
      const panel = await session.openPanel(page);
      await composer(panel).waitFor();
      if (!trust) await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      const sent = server.requests.length;
      await ask(panel, 'Is anybody there?');
      await answerBody(panel, 0).waitFor();
      await idle(panel);
      const made = server.requests.slice(sent);
      const chat = made.filter((request) => request.path === '/chat/completions');
      assert.equal(chat.length, 1);
      const { body } = chat[0]!;
      assert.deepEqual(body!.messages, [{ role: 'user', content: 'Is anybody there?' }]);
      assert.deepEqual(
        [body!.model, body!.thinking, body!.reasoning_effort],
        ['deepseek-flash', { type: 'enabled' }, 'high'],
      );
      assert.doesNotMatch(JSON.stringify(made), new RegExp(`${mark}|README of`));
      assert.equal(connections, 0);
      return panel;
    }

    it('decides nothing by its folder, and the chat works', async () => {
      await chatIn(await session.openWindow({ folder: places.folder }));
    });

    it('decides nothing by a .code-workspace, and the chat works', async () => {
      await chatIn(await session.openWindow({ workspace: places.file }));
      assert.equal(connections, 0);
    });
  });
}
