import { describe, it } from 'mocha';
import { runCases } from '../../fuzz/runCases.ts';

const seed = 20_261_130;
const runs = 10_000;

describe('Input from outside', () => {
  it('breaks no invariant in ten thousand mutated answers, logs, imports and messages', async function () {
    // As long as a slow machine may need; nothing is asserted about the time.
    this.timeout(600_000);
    const before = process.cpuUsage();
    await runCases(seed, runs);
    const { user, system } = process.cpuUsage(before);
    console.log(`      ${runs} cases in ${((user + system) / 1e6).toFixed(1)} s of CPU`);
  });
});
