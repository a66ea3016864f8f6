/** The two lists (contract 18). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { balances, modelLists } from '../../fakes/answers/fixtures.ts';
import { useServer } from './client.ts';

interface Models {
  readonly object: string;
  readonly data: readonly { readonly id: string }[];
}

describe('lists', () => {
  const today = useServer({ generation: 'today' });
  const legacy = useServer({ generation: 'legacy' });
  const compatible = useServer({ generation: 'compatible' });

  async function readModels(url: string): Promise<Models> {
    return (await (await fetch(`${url}/models`)).json()) as Models;
  }

  it('lists the models of the generation', async () => {
    assert.deepEqual(await readModels(today().url), {
      object: 'list',
      data: [
        { id: 'deepseek-flash', object: 'model', owned_by: 'deepseek' },
        { id: 'deepseek-v4-pro', object: 'model', owned_by: 'deepseek' },
      ],
    });
    const ids = (await readModels(`${legacy().url}/v1`)).data.map(({ id }) => id);
    assert.deepEqual(ids, ['deepseek-chat', 'deepseek-reasoner']);
  });

  it('can be empty, have three hundred entries, entries without owner, or no data', async () => {
    today().setModels(modelLists.none);
    assert.deepEqual((await readModels(today().url)).data, []);
    today().setModels(modelLists.many);
    assert.equal((await readModels(today().url)).data.length, 300);
    today().setModels(modelLists.withoutOwner);
    assert.deepEqual((await readModels(today().url)).data, modelLists.withoutOwner);
    today().setModels({ error: { status: 404, message: 'Not Found' } });
    assert.equal((await fetch(`${today().url}/models`)).status, 404);
  });

  it('contain no, one or two balances', async () => {
    for (const name of ['none', 'cny', 'usd', 'both'] as const) {
      today().setBalance(balances[name]);
      const response = await fetch(`${today().url}/user/balance`);
      assert.deepEqual(await response.json(), {
        is_available: name !== 'none',
        balance_infos: balances[name],
      });
    }
    assert.deepEqual(
      balances.both.map(({ currency }) => currency),
      ['CNY', 'USD'],
    );
  });

  it('contain no balance on a compatible server', async () => {
    assert.equal((await fetch(`${compatible().url}/user/balance`)).status, 404);
  });
});
