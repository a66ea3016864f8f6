/** Fuzzes answers, logs, imports and messages: no external input violates an invariant. */

import assert from 'node:assert/strict';
import { runCases } from '../fuzz/runCases.ts';
import type { SoakEntry } from './entry.ts';

/** CPU limit per case in milliseconds, a thousand times the usual. */
const maxCaseCpuMs = 3_000;
/** Memory limit of this process after a batch, in bytes. */
const maxHeapBytes = 1024 ** 3;

/** Fuzzes everything that reads external data. */
export const fuzzSoak: SoakEntry = {
  name: 'fuzz',
  shows:
    'whatever a server, a log, an imported file or a page sends, the turn ends, work and memory stay within bounds, what is cut never counts as complete, no other chat changes and nothing leaves for another origin',
  runs: 1_000_000,
  batch: 10_000,
  async runBatch(seed, runs) {
    await runCases(seed, runs, { cpuMs: maxCaseCpuMs });
    const { heapUsed } = process.memoryUsage();
    assert.ok(heapUsed < maxHeapBytes, `the heap has ${heapUsed} bytes after a batch`);
  },
};
