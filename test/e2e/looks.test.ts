import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { demoResponder } from '../fakes/demo.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { runCommand, setSideBarWidth, setTheme, themes } from '../../scripts/host/workbench.ts';
import { answer, ask, composer, idle } from './panel.ts';

const widths = [300, 480];

describe('the panel in a real VS Code', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;
  const foreign: string[] = [];
  const violations: string[] = [];

  before(async () => {
    server = await startDeepSeekServer();
    server.answerWith((request, earlier) => {
      const step = demoResponder(request, earlier);
      return 'chunksPerSecond' in step ? { ...step, chunksPerSecond: 1_000 } : step;
    });
    session = await startSession({
      settings: { 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
    });
    page = await session.openWindow({
      prepare(opened) {
        opened.on('request', (request) => {
          const own =
            request.url().startsWith(session.server.url) || !/^https?:/.test(request.url());
          const ofPanel = request.frame() === panel;
          if (ofPanel && !own && !request.url().includes('vscode-resource')) {
            foreign.push(request.url());
          }
        });
        opened.on('console', (message) => {
          if (/Content Security Policy|Refused to/i.test(message.text())) {
            if (message.location().url.includes('webview')) violations.push(message.text());
          }
        });
      },
    });
    panel = await session.openPanel(page);
    await composer(panel).waitFor();
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  /** Looks at the panel in four themes and two widths. */
  async function look(name: string): Promise<void> {
    for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
      await setTheme(page, theme);
      for (const width of widths) {
        await setSideBarWidth(page, width);
        const sideways = await panel.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(sideways, 0, `${name} scrolls sideways in ${theme} at ${String(width)} px`);
        await session.screenshot(page, `${name}-${theme}-${String(width)}`);
      }
    }
  }

  it('looks right when empty', () => look('empty'));

  it('looks right in a chat, with reasoning open, a table and code', async () => {
    await ask(panel, 'tour');
    await answer(panel, 0)
      .getByRole('button', { name: /^Thought/ })
      .click();
    await idle(panel);
    await ask(panel, 'code');
    await answer(panel, 1).getByRole('button', { name: 'Copy code' }).last().waitFor();
    await idle(panel);
    await look('chat');
    await panel.getByRole('group', { name: 'Reasoning' }).first().scrollIntoViewIfNeeded();
    await look('reasoning');
  });

  it('looks right when a request fails, and recovers by its button', async () => {
    await ask(panel, 'fail');
    for (let times = 0; times < 2; times += 1) {
      await panel.getByRole('button', { name: 'Retry now' }).click();
    }
    const retry = panel.getByRole('alert').getByRole('button', { name: 'Retry', exact: true });
    await retry.waitFor();
    await look('error');
    await retry.click();
    await answer(panel, 2).locator('[data-part="content"]').waitFor();
    await idle(panel);
    assert.equal(await panel.getByRole('alert').count(), 0);
  });

  it('looks right without a key', async () => {
    session.server.writeSettings({});
    await page.reload();
    panel = await session.openPanel(page);
    await runCommand(page, 'DeepSeek: New Chat');
    await panel.locator('textarea:focus').waitFor();
    await panel.getByRole('button', { name: 'Set API Key' }).waitFor();
    await look('no-key');
  });

  it('asked the network for nothing but its own files, and broke no policy', () => {
    assert.deepEqual(foreign, []);
    assert.deepEqual(violations, []);
  });
});
