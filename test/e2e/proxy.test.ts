import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startConnectProxy, type ConnectProxy } from '../fakes/connectProxy.ts';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { answerBody, ask, idle } from './panel.ts';

/** Known to nobody but the proxy; unencrypted, so that no certificate is needed, which the user must allow. */
const host = 'api.proxied.test:8080';

describe('a proxy that is set in VS Code', () => {
  let server: DeepSeekServer;
  let proxy: ConnectProxy;
  let session: Session;
  let page: Page;
  let panel: Frame;

  before(async () => {
    server = await startDeepSeekServer();
    proxy = await startConnectProxy({ port: Number(new URL(server.url).port) });
    session = await startSession({
      settings: {
        'http.proxy': proxy.url,
        'deepseek.baseUrl': `http://${host}`,
        'deepseek.profile': 'official',
      },
    });
    page = await session.openWindow();
    panel = await session.openPanel(page);
  });

  after(async () => {
    await session.stop();
    await proxy.close();
    await server.close();
  });

  const card = () => panel.getByRole('alert');

  it('is asked for a tunnel to the API, through which the answer comes', async () => {
    await ask(panel, 'Are you there?');
    await page.getByRole('button', { name: 'Send Unencrypted' }).click();
    await page.getByRole('button', { name: 'Send Without a Key' }).click();
    await answerBody(panel, 0).waitFor();
    await idle(panel);
    assert.ok(proxy.asked.includes(host), String(proxy.asked));
    const requests = server.requests.filter(({ path }) => path === '/chat/completions');
    assert.deepEqual(
      requests.map((request) => [request.headers.host, request.refusal]),
      [[host, undefined]],
    );
  });

  // Fault N4
  it('and wants a sign-in is named on the card, whose button leads to the setting', async () => {
    proxy.options.status = 407;
    proxy.dropTunnels();
    await ask(panel, 'And now?');
    await card().getByText('The proxy refused the connection').waitFor();
    await session.screenshot(page, 'proxy-407');
    await card().getByRole('button', { name: 'Check Proxy Setting' }).click();
    // It takes the focus last; what was typed before would go to it.
    await page.waitForFunction(
      () => (document.activeElement?.closest('.settings-editor') ?? null) !== null,
    );
    // Nothing is left that could take the focus from the next question.
    await until(
      async () => {
        await page.keyboard.press('Escape');
        return (await page.locator('.settings-editor').count()) === 0;
      },
      { what: 'the settings to close', everyMs: 500 },
    );
    assert.equal(server.requests.filter(({ path }) => path === '/chat/completions').length, 1);
  });

  // Fault N4
  it('and is not there is named on the card, and the chat goes on when it is back', async () => {
    const { port } = new URL(proxy.url);
    await proxy.close();
    await ask(panel, 'Still there?');
    await card().nth(1).getByText('The proxy refused the connection').waitFor();
    proxy = await startConnectProxy({ port: Number(new URL(server.url).port) }, Number(port));
    await ask(panel, 'And again?');
    await answerBody(panel, 3).waitFor();
    await idle(panel);
    assert.ok(server.requests.every((request) => request.refusal === undefined));
  });
});
