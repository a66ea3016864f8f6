/**
 * Windows merge usage files in any order, with any clocks, interrupted at any step: no request is lost or duplicated.
 */

import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { FilePort } from '../../../src/platform/ports.ts';
import type { LedgerEntry } from '../../../src/storage/ledgerEntry.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { UsageLedger } from '../../../src/storage/usageLedger.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

export const day = 86_400_000;
const silent = { info() {}, warn() {}, error() {} };

/** A request identified by its number of tokens. */
export function entry(number: number, at = number): LedgerEntry {
  const usage = { prompt: 1, cached: 0, uncached: 1, completion: number };
  return { at, kind: 'chat', origin: 'https://api.deepseek.com', model: 'm', usage };
}

interface OpenOptions {
  readonly files?: FilePort;
  readonly now?: number;
}

export function open(folder: string, windowId: string, options: OpenOptions = {}): UsageLedger {
  const { files = nodeFiles, now = Date.now() } = options;
  return new UsageLedger({ folder, windowId, files, logger: silent, now: () => now });
}

/** The numbers of the counted requests, including duplicates. */
export async function counted(ledger: UsageLedger): Promise<number[]> {
  const lines = await ledger.read();
  return lines.map(({ usage }) => usage?.completion ?? -1).sort((value, other) => value - other);
}

/**
 * A disk that stops after a number of calls, as if its process were killed, and yields to other windows between calls.
 */
function fleeting(calls: number, turns: number): { files: FilePort; killed: Promise<void> } {
  const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
  let left = calls;
  const step = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    left -= 1;
    if (left >= 0) return;
    kill();
    await new Promise(() => undefined);
  };
  const files: FilePort = {
    ...nodeFiles,
    list: async (folder) => (await step(), nodeFiles.list(folder)),
    stat: async (path) => (await step(), nodeFiles.stat(path)),
    readFile: async (path, max) => (await step(), nodeFiles.readFile(path, max)),
    openAppend: async (path) => (await step(), nodeFiles.openAppend(path)),
    openRead: async (path) => (await step(), nodeFiles.openRead(path)),
    rename: async (from, to) => (await step(), nodeFiles.rename(from, to)),
    remove: async (path) => (await step(), nodeFiles.remove(path)),
    async createExclusive(path, data) {
      // As far as a process gets if it is killed midway.
      if (left <= 0) await nodeFiles.createExclusive(path, data.subarray(0, data.length / 2));
      await step();
      await nodeFiles.createExclusive(path, data);
    },
  };
  return { files, killed };
}

/** Adds files of closed windows with one more request each. */
export async function addOldFiles(folder: string, count: number, numbers: number[]): Promise<void> {
  await mkdir(join(folder, 'usage'), { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const number = numbers.length + 1;
    numbers.push(number);
    const path = join(folder, 'usage', `gone-${String(number)}.jsonl`);
    const line = { id: `gone-${String(number)}-1`, ...entry(number) };
    await writeFile(path, JSON.stringify(line));
    await age(path, 10);
  }
}

export async function age(path: string, days: number): Promise<void> {
  const old = new Date(Date.now() - days * day);
  try {
    await utimes(path, old, old);
  } catch (error) {
    // The file is missing because a simulated killed window may still be merging files.
    assert.equal((error as { readonly code?: unknown }).code, 'ENOENT');
  }
}

const tidying = fc.record({
  /** Two of them may have the same id, which does not occur with real windows. */
  window: fc.nat(2),
  clockDays: fc.constantFrom(-4_000, -1, 0, 1, 4, 4_000),
  calls: fc.oneof(fc.constant(Infinity), fc.nat(400)),
  turns: fc.nat(3),
});
const steps = fc.array(
  fc.record({
    oldFiles: fc.constantFrom(0, 1, 66, 70),
    tidies: fc.array(tidying, { minLength: 1, maxLength: 3 }),
    records: fc.nat(6),
    ageAllDays: fc.constantFrom(0, 0, 5),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The sequence of steps in one folder. */
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;
type Tidying = Step['tidies'][number];

/** Executes a number of runs from a seed; rejects with the first failure. */
export async function joinAtRandom(seed: number, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(steps, (all) =>
    withTemporaryFolder((folder) => run(folder, all)),
  );
  await fc.assert(property, { seed, numRuns });
}

async function run(folder: string, all: readonly Step[]): Promise<void> {
  const numbers: number[] = [];
  const writer = open(folder, 'w0');
  const reader = open(folder, 'reader');
  for (const step of all) {
    await addOldFiles(folder, step.oldFiles, numbers);
    const before = [...numbers];
    const recorded = async () => {
      for (let count = 0; count < step.records; count += 1) {
        numbers.push(numbers.length + 1);
        writer.record(entry(numbers.length));
        await writer.close();
      }
    };
    const during = counted(reader);
    await Promise.all([...step.tidies.map((item) => tidy(folder, item)), recorded()]);
    const seen = new Set(await during);
    const missed = before.filter((number) => !seen.has(number));
    assert.deepEqual(missed, [], 'while files are joined');
    assert.deepEqual(await counted(open(folder, 'looks')), numbers);
    if (step.ageAllDays > 0) await ageAll(folder, step.ageAllDays);
  }
  assert.deepEqual(await counted(reader), numbers);
}

/** One window merges files until it finishes or is killed. */
async function tidy(folder: string, { window, clockDays, calls, turns }: Tidying): Promise<void> {
  const now = Date.now() + clockDays * day;
  const { files, killed } = fleeting(calls, turns);
  const ledger = open(folder, `w${String(window)}`, { files, now });
  await Promise.race([ledger.tidy(), killed]);
}

/** Makes all files older. */
export async function ageAll(folder: string, days: number): Promise<void> {
  for (const name of await readdir(join(folder, 'usage'))) {
    await age(join(folder, 'usage', name), days);
  }
}
