/** docs/faults.md has every row once, with a test for each. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { filesMatching } from '../../../scripts/checks/syntax.ts';
import { root } from '../../../scripts/host/paths.ts';
import { cellsOf } from '../../../scripts/checks/tableCells.ts';

const counts = { N: 6, H: 13, M: 19, A: 16, D: 9, KS: 3, C: 2, W: 12, V: 27, G: 14 };

/** Rows for features that do not exist yet. */
const waiting = /^not yet: needs /;

const rows = cellsOf(readFileSync(join(root, 'docs/faults.md'), 'utf8'))
  .filter(([id = '']) => /^[A-Z]+\d+$/.test(id))
  .map(([id = '', when = '', then = '']) => ({ id, when, then }));

/** The rows named in comments of tests. */
function namedRows(): ReadonlySet<string> {
  const texts = filesMatching('test/**/*.test.ts').map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const lists = texts.flatMap((text) =>
    [...text.matchAll(/^\s*\/\/ Faults? ([A-Z0-9, ]+)$/gm)].map(([, list = '']) => list),
  );
  return new Set(lists.flatMap((list) => list.split(', ')));
}

describe('the table of faults', () => {
  it('has every row once, with the fault and the expected behavior', () => {
    const ids = Object.entries(counts).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, at) => `${group}${at + 1}`),
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      ids,
    );
    for (const { id, when, then } of rows) assert.ok(when !== '' && then !== '', id);
  });

  it('has a test for each row, and no test names an unknown row', () => {
    const named = namedRows();
    const held = rows.filter(({ then }) => !waiting.test(then)).map(({ id }) => id);
    assert.deepEqual(
      held.filter((id) => !named.has(id)),
      [],
    );
    const known = new Set(rows.map(({ id }) => id));
    assert.deepEqual(
      [...named].filter((id) => !known.has(id)),
      [],
    );
  });
});
