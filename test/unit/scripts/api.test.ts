/** docs/api.md is true: every row says where a person finds it, and every test that it names exists. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { repairHint } from '../../../src/deepseek/repairHint.ts';
import { root } from '../../host/paths.ts';
import { refusalMessages } from '../../fakes/errorFixtures.ts';
import { cellsOf, hasTest, testsOf } from './namedTests.ts';

describe('the table of the API', () => {
  const rows = cellsOf(readFileSync(join(root, 'docs/api.md'), 'utf8')).filter(
    ([first]) => first !== 'What' && first !== 'Text of the refusal',
  );

  it('says for each thing where a person finds it, and which tests hold it', () => {
    assert.ok(rows.length >= 30, String(rows.length));
    for (const [what = '', where = '', tests = ''] of rows) {
      assert.ok(what !== '' && where !== '', what);
      assert.ok(testsOf(tests).length > 0, `${what} names no test`);
    }
  });

  it('names only tests that exist', () => {
    for (const [what = '', , tests = ''] of rows) {
      for (const test of testsOf(tests)) {
        assert.ok(hasTest(test), `${what}: ${test.file} ${test.title}`);
      }
    }
  });

  it('knows every refusal that the code knows', () => {
    const text = rows.map(([what]) => what).join('\n');
    for (const message of Object.values(refusalMessages)) {
      const name = repairHint(message)?.name;
      if (name !== undefined) assert.match(text, new RegExp(`\\(${name}\\)`), message);
    }
  });
});
