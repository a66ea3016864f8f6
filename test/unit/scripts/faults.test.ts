/** docs/faults.md is whole and true: every row is in it, and every test that it names exists. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../host/paths.ts';
import { cellsOf, hasTest, testsOf, type NamedTest } from './namedTests.ts';

const counts = { N: 6, H: 13, M: 19, A: 16, D: 8, KS: 3, C: 2, W: 12 };

interface Row {
  readonly id: string;
  readonly when: string;
  readonly then: string;
  readonly tests: readonly NamedTest[];
}

/** The rows of all tables whose first cell is an id. */
function rowsOf(markdown: string): readonly Row[] {
  return cellsOf(markdown)
    .filter(([id = '']) => /^[A-Z]+\d+$/.test(id))
    .map(([id = '', when = '', then = '', tests = '']) => ({
      id,
      when,
      then,
      tests: testsOf(tests),
    }));
}

describe('the table of faults', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/faults.md'), 'utf8'));

  it('has every row once, with what happens and what is promised', () => {
    const ids = Object.entries(counts).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, at) => `${group}${at + 1}`),
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      ids,
    );
    for (const { id, when, then } of rows) assert.ok(when !== '' && then !== '', id);
  });

  it('names tests that exist, for all rows but those that say what they wait for', () => {
    const waiting = rows.filter(({ tests }) => tests.length === 0);
    for (const { id, then } of waiting) assert.match(then, /^not yet: needs /, id);
    for (const { id, tests } of rows) {
      for (const { file, title } of tests) {
        assert.ok(file !== '' && hasTest({ file, title }), `${id} names no test: ${file} ${title}`);
      }
    }
    const ours = rows.filter(({ then }) => !/needs tools$/.test(then));
    const held = ours.filter(({ tests }) => tests.length > 0);
    assert.ok(held.length / ours.length >= 0.95, `${held.length} of ${ours.length}`);
  });
});
