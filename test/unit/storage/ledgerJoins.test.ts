import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { FilePort } from '../../../src/platform/ports.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import {
  addOldFiles,
  age,
  ageAll,
  counted,
  day,
  entry,
  joinAtRandom,
  open,
} from './randomJoins.ts';
import { strangeFiles } from './strangeFiles.ts';

describe('merged usage files', () => {
  // Fault V5
  it('neither lose nor duplicate a request, whoever merges them, when, how often, and wherever that is interrupted', () =>
    joinAtRandom(20_261_130, 20));

  // Fault V5
  it('are complete when one window merges them twice, twelve hours or ten days later', () =>
    withTemporaryFolder(async (parent) => {
      for (const laterDays of [0.5, 10]) {
        const folder = join(parent, String(laterDays));
        const numbers: number[] = [];
        await addOldFiles(folder, 70, numbers);
        const ledger = open(folder, 'one');
        await ledger.tidy();
        await ageAll(folder, laterDays);
        await addOldFiles(folder, 70, numbers);
        await ledger.tidy();
        assert.deepEqual(await counted(ledger), numbers);
        const names = await readdir(join(folder, 'usage'));
        assert.ok(names.length <= 2, names.join(' '));
      }
    }));

  // Fault V5
  it('are complete when the merging window is killed', async function () {
    await withTemporaryFolder(async (folder) => {
      const numbers: number[] = [];
      const script = join(import.meta.dirname, 'tidyOnce.ts');
      for (let kill = 0; kill < 5; kill += 1) {
        await addOldFiles(folder, 70, numbers);
        const child = spawn(process.execPath, [script, folder, `k${String(kill)}`], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const exited = once(child, 'exit');
        let calls = 0;
        for await (const text of child.stdout) {
          calls += String(text).length;
          if (calls > kill * 45) child.kill('SIGKILL');
        }
        await exited;
        assert.deepEqual(await counted(open(folder, 'looks')), numbers, `kill ${String(kill)}`);
      }
    });
  });
});

describe('a usage ledger', () => {
  // Fault V5
  it('on a full disk counts unwritten rows, and writes them when there is space', () =>
    withTemporaryFolder(async (folder) => {
      for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE', 'EIO']) {
        const at = join(folder, code);
        let full = true;
        const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
        const files: FilePort = {
          ...nodeFiles,
          async openAppend(path) {
            const handle = await nodeFiles.openAppend(path);
            if (!full) return handle;
            return {
              ...handle,
              async append(data) {
                await handle.append(data.subarray(0, data.length / 2));
                return fail();
              },
            };
          },
        };
        const ledger = open(at, 'one', { files });
        for (let number = 1; number <= 3; number += 1) ledger.record(entry(number));
        await ledger.close();
        assert.deepEqual(await counted(ledger), [1, 2, 3], code);
        assert.deepEqual(await counted(open(at, 'other')), [], code);
        full = false;
        ledger.record(entry(4));
        await ledger.close();
        assert.deepEqual(await counted(ledger), [1, 2, 3, 4], code);
        assert.deepEqual(await counted(open(at, 'other')), [1, 2, 3, 4], code);
      }
    }));

  // Fault V5
  it('counts what a window with the same id recorded before', () =>
    withTemporaryFolder(async (folder) => {
      for (let number = 1; number <= 3; number += 1) {
        const ledger = open(folder, 'one');
        ledger.record(entry(number, 7));
        ledger.record(entry(number + 10, 7));
        await ledger.close();
      }
      assert.deepEqual(await counted(open(folder, 'other')), [1, 2, 3, 11, 12, 13]);
    }));

  // Fault V5
  it("counts by a request's time, whatever the file's time is", () =>
    withTemporaryFolder(async (folder) => {
      const ledger = open(folder, 'one');
      for (const at of [1_000, 2_000, 9e15]) ledger.record(entry(at));
      await ledger.close();
      const path = join(folder, 'usage', 'one.jsonl');
      for (const days of [-9_000, 0, 9_000]) {
        await age(path, days);
        const reader = open(folder, 'other');
        for (let times = 0; times < 2; times += 1) {
          const late = await reader.read(2_000);
          assert.deepEqual(
            late.map(({ at }) => at),
            [2_000, 9e15],
          );
        }
      }
    }));

  // Fault V23
  it('ignores damaged, endless and irregular files when reading, writing and merging', () =>
    withTemporaryFolder(async (folder) => {
      const numbers: number[] = [];
      await addOldFiles(folder, 70, numbers);
      const ledger = open(folder, 'one', { now: Date.now() + 9 * day });
      for (const [index, [, put]] of strangeFiles.entries()) {
        await put(join(folder, 'usage', `strange-${String(index)}.jsonl`));
      }
      numbers.push(71);
      ledger.record(entry(71));
      assert.deepEqual(await counted(ledger), numbers);
      await ledger.tidy();
      assert.deepEqual(await counted(ledger), numbers);
      await ledger.tidy();
      assert.deepEqual(await counted(open(folder, 'other')), numbers);
    }));
});
