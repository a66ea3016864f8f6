import assert from 'node:assert/strict';
import { preloadDelayMs, preloadWhenIdle } from '../../../src/platform/preloadWhenIdle.ts';
import { FakeClock } from '../fakeClock.ts';

describe('preloading', () => {
  it('loads the chunks one after another, with a delay before each, and only once', async () => {
    const clock = new FakeClock();
    const loaded: string[] = [];
    const failures: unknown[] = [];
    const load = (name: string) => () => {
      loaded.push(name);
      return name === 'broken' ? Promise.reject(new Error(name)) : Promise.resolve();
    };
    const begin = preloadWhenIdle(clock, ['one', 'broken', 'last'].map(load), (error) =>
      failures.push(error),
    );
    begin();
    begin();
    assert.deepEqual(loaded, []);
    const after = [['one'], ['one', 'broken'], ['one', 'broken', 'last']];
    for (const expected of [...after, after[2]]) {
      clock.advance(preloadDelayMs);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(loaded, expected);
    }
    assert.deepEqual(failures.map(String), ['Error: broken']);
  });
});
