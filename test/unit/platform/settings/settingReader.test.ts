import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SettingReader } from '../../../../src/platform/settings/settingReader.ts';

/** Reads one value with one method, and returns whether it counted as invalid. */
function read(
  set: unknown,
  look: (reader: SettingReader<'topP' | 'stop'>) => unknown,
  byDefault: unknown = 'default',
) {
  const reader = new SettingReader<'topP' | 'stop'>(() => ({ set, byDefault }));
  return [look(reader), reader.wrong.size > 0] as const;
}

describe('a setting', () => {
  it('that is not set is its default, and not wrong', () => {
    assert.deepEqual(
      read(undefined, (reader) => reader.number('topP'), null),
      [null, false],
    );
    assert.deepEqual(
      read(undefined, (reader) => reader.stops('stop'), []),
      [[], false],
    );
  });

  it('that is a number counts within its bounds only', () => {
    for (const [set, right] of [
      [0.5, true],
      [1, true],
      [null, true],
      [0, false],
      [1.01, false],
      [-1, false],
      ['0.5', false],
      [Number.NaN, false],
      [{}, false],
    ] as const) {
      const expected = right ? [set, false] : ['default', true];
      assert.deepEqual(
        read(set, (reader) => reader.number('topP')),
        expected,
        JSON.stringify(set),
      );
    }
  });

  it('that is a list of stop sequences has at most 16, none of them empty', () => {
    const take = (set: unknown) => read(set, (reader) => reader.stops('stop'), [])[1];
    assert.equal(take(Array(16).fill('x')), false);
    assert.equal(take(Array(17).fill('x')), true);
    assert.equal(take(['']), true);
    assert.equal(take('x'), true);
  });

  it('that is a user id has no room for a name with a space', () => {
    const take = (set: unknown) => read(set, (reader) => reader.userId('stop'), null);
    assert.deepEqual(take('team_1-a'), ['team_1-a', false]);
    assert.deepEqual(take('Jane Doe'), [null, true]);
    assert.deepEqual(take('x'.repeat(513)), [null, true]);
  });

  it('of model limits keeps the entries that are right and says that others are not', () => {
    const set = {
      good: { context: 131_072, logprobs: true },
      bad: { context: 'much' },
      odd: { colour: true },
      zero: { output: 0 },
    };
    assert.deepEqual(
      read(set, (reader) => reader.modelLimits('stop'), {}),
      [{ good: set.good }, true],
    );
    assert.deepEqual(
      read({ good: set.good }, (reader) => reader.modelLimits('stop'), {}),
      [{ good: set.good }, false],
    );
  });
});
