import assert from 'node:assert/strict';
import { createWarmUp, warmUpAfterMs } from '../../../src/platform/warmUp.ts';
import { FakeClock } from '../fakeClock.ts';

describe('warming up', () => {
  it('loads one part after another, each a while after the one before, and only once', async () => {
    const clock = new FakeClock();
    const loaded: string[] = [];
    const failures: unknown[] = [];
    const load = (name: string) => () => {
      loaded.push(name);
      return name === 'broken' ? Promise.reject(new Error(name)) : Promise.resolve();
    };
    const begin = createWarmUp(clock, ['one', 'broken', 'last'].map(load), (error) =>
      failures.push(error),
    );
    begin();
    begin();
    assert.deepEqual(loaded, []);
    const after = [['one'], ['one', 'broken'], ['one', 'broken', 'last']];
    for (const expected of [...after, after[2]]) {
      clock.advance(warmUpAfterMs);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(loaded, expected);
    }
    assert.deepEqual(failures.map(String), ['Error: broken']);
  });
});
