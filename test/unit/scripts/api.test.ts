/** docs/api.md lists the location of each part of the API. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { repairHint } from '../../../src/deepseek/http/repairHint.ts';
import { root } from '../../../scripts/host/paths.ts';
import { refusalMessages } from '../../fakes/answers/errorFixtures.ts';
import { cellsOf } from '../../../scripts/checks/tableCells.ts';

describe('the table of the API', () => {
  const rows = cellsOf(readFileSync(join(root, 'docs/api.md'), 'utf8')).filter(
    ([first]) => first !== 'What' && first !== 'Text of the refusal',
  );

  it('has a location for each part', () => {
    assert.ok(rows.length >= 30, String(rows.length));
    for (const [what = '', where = ''] of rows) assert.ok(what !== '' && where !== '', what);
  });

  it('contains every known rejection in the code', () => {
    const text = rows.map(([what]) => what).join('\n');
    for (const message of Object.values(refusalMessages)) {
      const name = repairHint(message)?.name;
      if (name !== undefined) assert.match(text, new RegExp(`\\(${name}\\)`), message);
    }
  });
});
