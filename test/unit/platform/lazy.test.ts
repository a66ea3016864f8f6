import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Lazy } from '../../../src/platform/lazy.ts';

describe('a lazy value', () => {
  it('is created once, on the first call', async () => {
    let made = 0;
    const lazy = new Lazy(() => Promise.resolve((made += 1)));
    assert.equal(lazy.value, undefined);
    assert.deepEqual(await Promise.all([lazy.get(), lazy.get()]), [1, 1]);
    assert.equal(lazy.value, 1);
  });

  it('is retried after a failure', async () => {
    const outcomes = [Promise.reject(new Error('gone')), Promise.resolve('here')];
    const lazy = new Lazy(() => outcomes.shift() ?? Promise.reject(new Error('too often')));
    await assert.rejects(lazy.get(), /gone/);
    assert.equal(await lazy.get(), 'here');
  });
});
