import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { once } from '../../../src/platform/once.ts';

describe('a function that runs at most once', () => {
  it('runs on the first call', () => {
    let times = 0;
    const work = once(() => (times += 1));
    assert.equal(times, 0);
    work();
    work();
    assert.equal(times, 1);
  });

  it('returns the first result on every call, even if that is undefined', () => {
    let times = 0;
    const value = once(() => void (times += 1));
    assert.equal(times, 0);
    assert.equal(value(), undefined);
    assert.equal(value(), undefined);
    assert.equal(times, 1);
  });
});
