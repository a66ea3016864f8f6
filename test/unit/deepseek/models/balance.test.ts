/** `GET /user/balance` in every shape (contract 18). */

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { readBalance } from '../../../../src/deepseek/models/balance.ts';
import { canaryKey, closeLoopbacks, newClient, withLoopback } from '../loopback.ts';

const never = new AbortController().signal;
const info = {
  currency: 'CNY',
  total_balance: '110.00',
  granted_balance: '10.00',
  topped_up_balance: '100.00',
};

describe('a balance', () => {
  afterEach(closeLoopbacks);

  it('has zero, one or two amounts, as decimal strings', () => {
    assert.deepEqual(readBalance({ is_available: false, balance_infos: [] }), {
      available: false,
      amounts: [],
    });
    const two = [info, { currency: 'usd', total_balance: '0.10' }];
    assert.deepEqual(readBalance({ is_available: true, balance_infos: two }), {
      available: true,
      amounts: [
        { currency: 'CNY', total: '110.00', granted: '10.00', toppedUp: '100.00' },
        { currency: 'USD', total: '0.10' },
      ],
    });
  });

  for (const json of [
    undefined,
    {},
    { balance_infos: {} },
    { balance_infos: [null] },
    { balance_infos: [{ ...info, currency: '<b>' }] },
    { balance_infos: [{ ...info, total_balance: 'a lot' }] },
    { balance_infos: [info, { currency: 'USD' }] },
  ]) {
    it(`is rejected: ${JSON.stringify(json)}`, () => {
      assert.equal(readBalance(json), undefined);
    });
  }

  it('is requested below the root, with the key', async () => {
    await withLoopback(
      (response) => response.end(JSON.stringify({ is_available: true, balance_infos: [info] })),
      async (server) => {
        const target = { baseUrl: `${server.baseUrl}/v1`, apiKey: canaryKey };
        const result = await newClient().readBalance(target, server.baseUrl, never);
        assert.ok(result.ok);
        assert.equal(result.value.amounts[0]?.total, '110.00');
        const [request] = server.received;
        assert.deepEqual([request?.method, request?.url], ['GET', '/user/balance']);
        assert.equal(request?.headers.authorization, `Bearer ${canaryKey}`);
      },
    );
  });

  it('is a plain error if the server does not provide one', async () => {
    await withLoopback(
      (response) => response.writeHead(404).end(),
      async ({ baseUrl }) => {
        const result = await newClient().readBalance({ baseUrl }, baseUrl, never);
        assert.ok(!result.ok && result.error.status === 404);
      },
    );
  });
});
