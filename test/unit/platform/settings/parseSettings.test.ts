import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseSettings } from '../../../../src/platform/settings/parseSettings.ts';
import { settingRow, type SettingKey } from '../../../../src/platform/settings/settings.ts';

/** The value of a setting, and whether it is reported as invalid. */
function read(key: SettingKey, set: unknown) {
  const { settings, invalid } = parseSettings((asked) => (asked === key ? set : undefined));
  const [top = '', name] = key.split('.');
  const found = (settings as Readonly<Record<string, unknown>>)[top];
  const value = name === undefined ? found : (found as Record<string, unknown>)[name];
  return [value, invalid.includes(key)] as const;
}

describe('a setting', () => {
  it('that is not set uses its default and is valid', () => {
    const keys: readonly SettingKey[] = ['topP', 'stop', 'requestLimit.concurrent', 'prices'];
    for (const key of keys) {
      assert.deepEqual(read(key, undefined), [settingRow(key).default, false]);
    }
  });

  it('of the wrong type uses its default and is invalid', () => {
    for (const [key, set] of [
      ['baseUrl', 7],
      ['stream', 'yes'],
      ['thinking', 'sometimes'],
      ['idleTimeoutSeconds', 30.5],
      ['extraBody', []],
      ['extraHeaders', null],
      ['modelLimits', 'x'],
      ['prices', []],
    ] as const) {
      assert.deepEqual(read(key, set), [settingRow(key).default, true], key);
    }
  });

  it('that is a number must be within its bounds', () => {
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
      assert.deepEqual(read('topP', set), right ? [set, false] : [null, true], JSON.stringify(set));
    }
  });

  it('that is an integer is clamped to its bounds', () => {
    assert.deepEqual(read('idleTimeoutSeconds', 5), [30, false]);
    assert.deepEqual(read('requestLimit.perMinute', 1_000_000), [10_000, false]);
    assert.deepEqual(read('requestLimit.concurrent', 7), [7, false]);
  });

  it('that is an amount of money is not negative, and has no upper bound', () => {
    assert.deepEqual(read('spendLimit.perDay', 1e12), [1e12, false]);
    assert.deepEqual(read('lowBalance', 0), [0, false]);
    assert.deepEqual(read('lowBalance', -1), [null, true]);
    assert.deepEqual(read('lowBalance', Infinity), [null, true]);
  });

  it('that names a model or language is trimmed, and is `auto` if empty', () => {
    assert.deepEqual(read('model', ' deepseek-flash '), ['deepseek-flash', false]);
    assert.deepEqual(read('replyLanguage', '  '), ['auto', false]);
    assert.deepEqual(read('systemPrompt', ' x '), [' x ', false]);
  });

  it('that is a list of stop sequences has at most 16, none of them empty', () => {
    assert.equal(read('stop', Array(16).fill('x'))[1], false);
    assert.equal(read('stop', Array(17).fill('x'))[1], true);
    assert.equal(read('stop', [''])[1], true);
    assert.equal(read('stop', 'x')[1], true);
  });

  it('that is a user id must not contain a space', () => {
    assert.deepEqual(read('userId', 'team_1-a'), ['team_1-a', false]);
    assert.deepEqual(read('userId', 'Jane Doe'), [null, true]);
    assert.deepEqual(read('userId', 'x'.repeat(513)), [null, true]);
  });

  it('for headers keeps the strings and reports other entries', () => {
    assert.deepEqual(read('extraHeaders', { a: 'b', c: 3 }), [{ a: 'b' }, true]);
  });

  it('for model limits keeps the valid entries and reports others', () => {
    const set = {
      good: { context: 131_072, logprobs: true },
      bad: { context: 'much' },
      odd: { colour: true },
      zero: { output: 0 },
    };
    assert.deepEqual(read('modelLimits', set), [{ good: set.good }, true]);
    assert.deepEqual(read('modelLimits', { good: set.good }), [{ good: set.good }, false]);
  });
});
