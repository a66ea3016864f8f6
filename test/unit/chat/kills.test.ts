import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runKills } from '../../soak/killSoak.ts';

describe('a chat whose process is killed', () => {
  // Fault A6
  it('loses no question and at most a second of text, 20 times, and goes on with what is left', async () => {
    const losses = await runKills(20_261_130, 20);
    console.log(`      most text lost: ${String(Math.max(...losses))} ms`);
    assert.equal(losses.length, 20);
    assert.ok(Math.max(...losses) > 0, 'no kill hit an answer that was being written');
  });
});
