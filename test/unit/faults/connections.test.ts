/** Unreachable or insecure servers: the error card, and that the chat continues once they are reachable. */

import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import {
  connect,
  createServer as createPlainServer,
  type AddressInfo,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, it } from 'mocha';
import { freePort } from '../../../scripts/host/codeServer.ts';
import { startDeepSeekServer } from '../../fakes/deepseekServer.ts';
import { selfSigned } from '../../fakes/selfSigned.ts';
import { startConnectProxy } from '../../fakes/connectProxy.ts';
import { ask, withChat } from '../chat/testChat.ts';
import { assertClean, assertGoesOn, askHurried, describeEnd } from './faultChat.ts';
import { runThroughProxy } from './proxyChild.ts';

describe('a server', () => {
  // Fault N2
  it('that cannot be resolved is reported as unreachable, after at most three attempts', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.settings.baseUrl = 'https://no-such-host.invalid';
      const turn = await askHurried(session, 'why?');
      assert.equal(describeEnd(turn), 'failed network retry');
      assert.equal(turn.error?.host, 'no-such-host.invalid');
      chat.settings.baseUrl = chat.server.url;
      await assertGoesOn(chat, session);
    }));

  // Fault N1
  it('whose port is closed is reported as unreachable, by name', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const port = await freePort();
      chat.settings.baseUrl = `http://127.0.0.1:${port}`;
      const turn = await askHurried(session, 'why?');
      assert.equal(describeEnd(turn), 'failed network retry');
      assert.equal(turn.error?.host, `127.0.0.1:${port}`);
      assert.match(turn.error?.message ?? '', /ECONNREFUSED/);
      chat.settings.baseUrl = chat.server.url;
      await assertGoesOn(chat, session);
    }));

  // Fault N3
  it('with an untrusted certificate gets no request, and the certificate is named', () =>
    withChat('today', async (chat) => {
      let heard = '';
      const server = createServer(await selfSigned('localhost'), (request, response) => {
        heard += request.url ?? '';
        response.end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const session = chat.controller.create();
        const { port } = server.address() as AddressInfo;
        chat.settings.baseUrl = `https://localhost:${port}`;
        const turn = await ask(session, 'why?');
        assert.equal(describeEnd(turn), 'failed tls openCertificateSetting');
        assert.match(turn.error?.message ?? '', /self-signed/);
        assert.equal(heard, '');
        chat.settings.baseUrl = chat.server.url;
        await assertGoesOn(chat, session);
      } finally {
        server.close();
        server.closeAllConnections();
      }
    }));

  it('that does not speak HTTP is reported as such', () =>
    withChat('today', async (chat) => {
      const sockets = new Set<Socket>();
      const server = createPlainServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => sockets.delete(socket));
        socket.end('SSH-2.0-OpenSSH_9.6\r\n');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const session = chat.controller.create();
        chat.settings.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const turn = await askHurried(session, 'why?');
        assert.equal(
          describeEnd(turn),
          'failed badResponse openBaseUrlSetting',
          JSON.stringify(turn.error),
        );
        assertClean(turn);
        chat.settings.baseUrl = chat.server.url;
        await assertGoesOn(chat, session);
      } finally {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    }));
});

describe('a proxy', () => {
  it('is used, and tunnels to the server', async () => {
    const api = await startDeepSeekServer({ apiKey: 'sk-test-key' });
    const certificate = await selfSigned('api.proxied.invalid');
    const tls = createTlsServer(certificate, (socket) => {
      const { port } = new URL(api.url);
      const goal = connect(Number(port), '127.0.0.1');
      goal.pipe(socket).pipe(goal);
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const proxy = await startConnectProxy({ port: (tls.address() as AddressInfo).port });
    try {
      const turn = await runThroughProxy(proxy.url, certificate.cert);
      assert.equal(turn.status, 'complete', JSON.stringify(turn.error));
      assert.ok(proxy.asked.length > 0);
      assert.ok(
        proxy.asked.every((goal) => goal === 'api.proxied.invalid:443'),
        String(proxy.asked),
      );
      assert.ok(api.requests.some(({ path }) => path === '/chat/completions'));
    } finally {
      await proxy.close();
      tls.close();
      await api.close();
    }
  });

  // Fault N4
  it('that requires authentication is named, with its setting', async () => {
    const proxy = await startConnectProxy({ status: 407 });
    try {
      const turn = await runThroughProxy(proxy.url, '');
      assert.equal(describeEnd(turn), 'failed proxy openProxySetting');
      assert.match(turn.error?.message ?? '', /407/);
    } finally {
      await proxy.close();
    }
  });

  // Fault N4
  it('that is down is distinguished from a server that is down', async () => {
    const turn = await runThroughProxy(`http://127.0.0.1:${await freePort()}`, '');
    assert.equal(describeEnd(turn), 'failed proxy openProxySetting');
  });
});
