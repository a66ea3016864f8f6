/** The import boundaries enforced by the linter. */

import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import { describe, it } from 'mocha';
// @ts-expect-error The configuration is JavaScript, and its types are not needed here.
import { roomPatterns } from '../../../eslint.config.mjs';

const patternsOf = roomPatterns as (room: string) => readonly object[];

function refusals(room: string, imported: string): number {
  return new Linter().verify(`import { it } from '${imported}';`, {
    rules: { 'no-restricted-imports': ['error', { patterns: patternsOf(room) }] },
  }).length;
}

describe('the table of rooms', () => {
  for (const depth of [1, 2, 3]) {
    const up = '../'.repeat(depth);

    it(`rejects a banned import from a folder ${depth} deep`, () => {
      assert.equal(refusals('chat', `${up}storage/log.ts`), 1);
      assert.equal(refusals('chat', `${up}settings.ts`), 1);
      assert.equal(refusals('storage', `${up}log.ts`), 1);
      assert.equal(refusals('chat', `${up}app/createApp.ts`), 1);
      assert.equal(refusals('conversation', `${up}platform/ports.ts`), 1);
    });

    it(`accepts an allowed import from a folder ${depth} deep`, () => {
      assert.equal(refusals('chat', `${up}conversation/model.ts`), 0);
      assert.equal(refusals('storage', `${up}platform/ports.ts`), 0);
      assert.equal(refusals('storage', `${up}log/logWriter.ts`), 0);
    });
  }
});
