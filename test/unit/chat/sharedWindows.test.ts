import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runWindows } from '../../soak/windowsSoak.ts';

describe('one chat written by two processes', () => {
  // Fault A7
  it('loses and doubles none of 40 turns, with takeovers every five', async () => {
    const takeovers = await runWindows(20, 5);
    console.log(`      takeovers: ${String(takeovers)}`);
    assert.ok(takeovers >= 4, String(takeovers));
  });
});
