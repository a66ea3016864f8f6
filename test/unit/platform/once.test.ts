import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { memo, once } from '../../../src/platform/once.ts';

describe('what is done at most once', () => {
  it('is done at the first call', () => {
    let times = 0;
    const work = once(() => (times += 1));
    assert.equal(times, 0);
    work();
    work();
    assert.equal(times, 1);
  });

  it('is made when it is first asked for, also where it is nothing', () => {
    let times = 0;
    const value = memo(() => void (times += 1));
    assert.equal(times, 0);
    assert.equal(value(), undefined);
    assert.equal(value(), undefined);
    assert.equal(times, 1);
  });
});
