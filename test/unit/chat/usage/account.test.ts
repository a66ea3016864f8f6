import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FakeClock } from '../../fakeClock.ts';
import { ask, withChat, type TestChat } from '../testChat.ts';

const signal = new AbortController().signal;

function asked({ server }: TestChat): number {
  return server.requests.filter(({ path }) => path === '/user/balance').length;
}

describe('the account', () => {
  for (const generation of ['today', 'legacy'] as const) {
    it(`fetches its balance and shows it in its own currency (${generation})`, () =>
      withChat(generation, async (chat) => {
        const { controller, server } = chat;
        await ask(controller.create(), 'one');
        assert.equal(controller.account.currency, 'USD');
        let changes = 0;
        controller.account.onChange.on(() => (changes += 1));
        await controller.account.refresh(signal);
        const { state } = controller.account;
        assert.ok(state.kind === 'known');
        assert.equal(state.balance.amounts[0]?.total, '110.00');
        assert.equal(controller.account.currency, 'CNY');
        assert.equal(changes, 1);
        assert.deepEqual(
          server.requests.map(({ path }) => path).filter((path) => path.includes('balance')),
          ['/user/balance'],
        );
      }));
  }

  it('keeps its currency in mind, so that costs are in it before it is asked again', async () => {
    const kept = new Map<string, 'USD' | 'CNY'>();
    const currencies = {
      read: (origin: string) => kept.get(origin),
      write: (origin: string, currency: 'USD' | 'CNY') => void kept.set(origin, currency),
    };
    const ports = { currencies };
    let origin = '';
    await withChat(
      'today',
      async ({ controller, settings, server }) => {
        settings.profile = 'official';
        await controller.account.refresh(signal);
        origin = new URL(server.url).origin;
        assert.deepEqual([...kept], [[origin, 'CNY']]);
      },
      undefined,
      ports,
    );
    await withChat(
      'today',
      ({ controller, server }) => {
        assert.equal(controller.account.currency, 'USD', 'another server');
        kept.set(new URL(server.url).origin, 'CNY');
        assert.equal(controller.account.currency, 'CNY');
        return Promise.resolve();
      },
      undefined,
      ports,
    );
  });

  it('is asked again only when something was spent or the answer has grown old', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        chat.settings.profile = 'official';
        const { account } = chat.controller;
        await account.refresh(signal);
        await account.refresh(signal);
        assert.equal(asked(chat), 1);
        account.markSpent();
        await Promise.all([account.refresh(signal), account.refresh(signal)]);
        assert.equal(asked(chat), 2);
        clock.advance(60_000);
        await account.refresh(signal);
        assert.equal(asked(chat), 3);
      },
      clock,
    );
  });

  it('is not there on other servers, and nobody is asked', () =>
    withChat('compatible', async (chat) => {
      await ask(chat.controller.create(), 'one');
      await chat.controller.account.refresh(signal);
      assert.equal(asked(chat), 0);
      assert.equal(chat.controller.account.state.kind, 'unknown');
    }));

  it('is asked once where it turns out to have no balance, and again after a passing failure', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      const { account } = chat.controller;
      chat.server.setBalance({ error: { status: 503, message: 'busy' } });
      await account.refresh(signal);
      assert.equal(account.state.kind, 'unknown');
      chat.server.setBalance({ error: { status: 404, message: 'Not Found' } });
      await account.refresh(signal);
      await account.refresh(signal);
      assert.equal(account.state.kind, 'none');
      assert.equal(asked(chat), 2);
    }));
});
