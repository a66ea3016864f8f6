/** A target's verdict and its row in the table. */

import assert from 'node:assert/strict';
import { targets } from '../../../bench/targetTable.ts';
import { judge, judgeAll, type Target } from '../../../bench/targets.ts';

const plain: Target = {
  what: 'CPU',
  bench: 'stream',
  figure: 'cpu',
  better: 'less',
  must: 2,
  unit: '×',
};
const atMost: Target = { ...plain, aim: 1.5 };
const atLeast: Target = { ...atMost, better: 'more', must: 10, aim: 13 };

function runWith(cpu: number) {
  return new Map([['stream', { cpu }]]);
}

describe('targets', () => {
  it('tell reaching the aim, keeping what must be and missing it apart, limits included', () => {
    const verdicts = (target: Target, values: readonly number[]) =>
      values.map((value) => judge(target, runWith(value)));
    assert.deepEqual(verdicts(atMost, [1.5, 1.51, 2, 2.001]), [
      'aim reached',
      'kept',
      'kept',
      'missed',
    ]);
    assert.deepEqual(verdicts(atLeast, [13, 12.9, 10, 9.99]), [
      'aim reached',
      'kept',
      'kept',
      'missed',
    ]);
  });

  it('are kept at best where nothing further is aimed at', () => {
    assert.equal(judge(plain, runWith(0)), 'kept');
  });

  it('are not run where their benchmark was not, and missed where it gave no number', () => {
    assert.equal(judge(atMost, new Map()), 'not run');
    assert.equal(judge(atMost, new Map([['other', { cpu: 1 }]])), 'not run');
    assert.equal(judge(atMost, new Map([['stream', {}]])), 'missed');
    assert.equal(judge(atMost, runWith(Number.NaN)), 'missed');
    assert.equal(judge(atLeast, runWith(Number.POSITIVE_INFINITY)), 'missed');
  });

  it('stand in a table with the measured figure and are counted', () => {
    const absent: Target = { ...atMost, what: 'opening', bench: 'open', unit: ' ms' };
    const { lines, missed } = judgeAll([atMost, atLeast, absent], runWith(2.004));
    assert.equal(missed, 2);
    assert.deepEqual(lines.slice(2), [
      '| CPU | ≤ ×2 | ≤ ×1.5 | ×2.004 | **missed** |',
      '| CPU | ≥ ×10 | ≥ ×13 | ×2.004 | **missed** |',
      '| opening | ≤ 2 ms | ≤ 1.5 ms | – | not run |',
      '',
      'Of 3: 0 reach the aim, 0 keep what they must, 2 miss it, 1 were not run.',
    ]);
  });

  it('aim at no less than the minimum, and none is listed twice', () => {
    for (const { what, better, must, aim } of targets) {
      if (aim !== undefined) assert.ok(better === 'less' ? aim <= must : aim >= must, what);
    }
    const figures = targets.map(({ bench, figure }) => `${bench}: ${figure}`);
    assert.equal(new Set(figures).size, figures.length);
    assert.equal(new Set(targets.map(({ what }) => what)).size, targets.length);
  });
});
