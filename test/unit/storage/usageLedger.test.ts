/** The ledger on a real disk: concurrent windows, kills, damage, merging. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import type { LedgerEntry } from '../../../src/storage/ledgerEntry.ts';
import { UsageLedger } from '../../../src/storage/usageLedger.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 20, 12);

function entry(at: number, completion = 1): LedgerEntry {
  const usage = { prompt: 3, cached: 1, uncached: 2, completion };
  return { at, kind: 'chat', origin: 'https://api.deepseek.com', model: 'deepseek-flash', usage };
}

function open(folder: string, windowId: string, warnings: string[] = []): UsageLedger {
  const logger = { info() {}, warn: (text: string) => void warnings.push(text), error: fail };
  return new UsageLedger({ folder, windowId, files: nodeFiles, logger, now: () => now });
}

function fail(text: string): never {
  throw new Error(text);
}

describe('the usage ledger', () => {
  it('returns the rows of all windows to each of them, sorted by time', async () => {
    await withTemporaryFolder(async (folder) => {
      const usageLedger = open(folder, 'one');
      const other = open(folder, 'other');
      usageLedger.record(entry(now - 3));
      other.record(entry(now - 2));
      usageLedger.record(entry(now - 1));
      await Promise.all([usageLedger.close(), other.close()]);
      const times = (await other.read()).map(({ at }) => at);
      assert.deepEqual(times, [now - 3, now - 2, now - 1]);
      assert.deepEqual(await usageLedger.read(), await other.read());
      assert.deepEqual(
        (await usageLedger.read(now - 1)).map(({ id }) => id),
        ['one-2'],
      );
    });
  });

  // Fault V22
  it('keeps that a request may have been billed twice, and reads rows of older versions', async () => {
    await withTemporaryFolder(async (folder) => {
      const ledger = open(folder, 'one');
      ledger.record(entry(1));
      ledger.record({ ...entry(2), possiblyBilledTwice: true });
      await ledger.close();
      const lines = await open(folder, 'other').read();
      assert.deepEqual(
        lines.map(({ possiblyBilledTwice }) => possiblyBilledTwice),
        [undefined, true],
      );
    });
  });

  it('skips damaged or truncated rows, reports them and loses nothing else', async () => {
    await withTemporaryFolder(async (folder) => {
      const ledger = open(folder, 'one');
      for (let at = 1; at <= 3; at += 1) ledger.record(entry(at));
      await ledger.close();
      const path = join(folder, 'usage', 'one.jsonl');
      const whole = await readFile(path);
      const ends = whole
        .toString()
        .split('\n')
        .map(({ length }) => length);
      for (let length = 0; length < whole.length; length += 1) {
        await writeFile(path, whole.subarray(0, length));
        const left =
          [0, ends[0]!, ends[0]! + 1 + ends[1]!].filter((end) => end <= length).length - 1;
        assert.equal((await open(folder, 'x').read()).length, left, `cut at ${String(length)}`);
      }
      for (const junk of ['\0\0\0', '{"id":"a","at":-1}', '[]', 'null', '{"id":1}', '"\ud800"']) {
        const warnings: string[] = [];
        await writeFile(path, Buffer.concat([whole, Buffer.from(`\n${junk}\n`)]));
        assert.equal((await open(folder, 'x', warnings).read()).length, 3, junk);
        assert.equal(warnings.length, 1, junk);
      }
    });
  });

  it('starts a new line after a truncated one', async () => {
    await withTemporaryFolder(async (folder) => {
      const ledger = open(folder, 'one');
      ledger.record(entry(1));
      ledger.record(entry(2));
      await ledger.close();
      const path = join(folder, 'usage', 'one.jsonl');
      await truncate(path, (await readFile(path)).length - 5);
      ledger.record(entry(3));
      await ledger.close();
      assert.deepEqual(
        (await ledger.read()).map(({ at }) => at),
        [1, 3],
      );
    });
  });

  it('loses at most the last row of a window that is killed', async () => {
    await withTemporaryFolder(async (folder) => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'recordUntilKilled.ts'), folder],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let reported = 0;
      for await (const text of child.stdout) {
        reported = Number(String(text).trim().split('\n').at(-1));
        if (reported >= 20) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      const lines = await open(folder, 'other').read();
      assert.ok(lines.length >= reported, `${String(lines.length)} of ${String(reported)}`);
    });
  });

  it('merges the files of windows closed long ago, and counts a row in two files once', async () => {
    await withTemporaryFolder(async (folder) => {
      for (let window = 0; window < 70; window += 1) {
        const ledger = open(folder, `w${String(window)}`);
        ledger.record(entry(now - window * day));
        await ledger.close();
        const old = new Date(now - (window < 2 ? 0 : 5 * day));
        await utimes(join(folder, 'usage', `w${String(window)}.jsonl`), old, old);
      }
      const ledger = open(folder, 'one');
      const before = await ledger.read();
      const kept = await readFile(join(folder, 'usage', 'w50.jsonl'));
      await ledger.tidy();
      const names = await readdir(join(folder, 'usage'));
      assert.deepEqual(names.sort(), ['joined-one.jsonl', 'w0.jsonl', 'w1.jsonl']);
      assert.deepEqual(await ledger.read(), before);
      // As if the merge had been interrupted before the old files were removed.
      await writeFile(join(folder, 'usage', 'w50.jsonl'), kept);
      assert.deepEqual(await ledger.read(), before);
    });
  });
});
