import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdir,
  readFile,
  readdir,
  rename,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createNodeFiles, nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

const text = (path: string) => readFile(path, 'utf8');

/** Files whose renames fail with these codes before one succeeds; `waits` records the delays. */
function refusing(...codes: string[]) {
  const waits: number[] = [];
  const files = createNodeFiles({
    async rename(from, to) {
      const code = codes.shift();
      if (code !== undefined) throw Object.assign(new Error(code), { code });
      await rename(from, to);
    },
    pause: (ms) => Promise.resolve(void waits.push(ms)),
  });
  return { files, waits };
}

describe('files on disk', () => {
  // Fault D8
  it('written by several windows at once are complete, and no writer fails', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'index.json');
      const windows = Array.from({ length: 8 }, () => createNodeFiles());
      for (let round = 0; round < 10; round += 1) {
        const texts = windows.map((_, index) => String(index).repeat(100_000 * (index + 1)));
        await Promise.all(
          windows.map((files, index) => files.writeAtomic(path, Buffer.from(texts[index]!))),
        );
        assert.ok(texts.includes(await text(path)), `round ${String(round)}`);
      }
      assert.deepEqual(await readdir(folder), ['index.json']);
    }));

  // Fault D7
  it('that another process has open are replaced a little later', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'index.json');
      await writeFile(path, 'old');
      const { files, waits } = refusing('EPERM', 'EBUSY', 'EACCES');
      await files.writeAtomic(path, Buffer.from('new'));
      assert.equal(await text(path), 'new');
      assert.equal(waits.length, 3);
      const moving = refusing('EBUSY');
      await moving.files.rename(path, join(folder, 'moved.json'));
      assert.deepEqual(await readdir(folder), ['moved.json']);
    }));

  // Fault D7
  it('that stay open elsewhere are unchanged, without leftovers', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'index.json');
      await writeFile(path, 'old');
      const { files, waits } = refusing(...Array<string>(100).fill('EBUSY'));
      await assert.rejects(files.writeAtomic(path, Buffer.from('new')), { code: 'EBUSY' });
      assert.deepEqual([await text(path), await readdir(folder)], ['old', ['index.json']]);
      assert.ok(waits.length >= 3 && waits.length < 20);
      const total = waits.reduce((sum, ms) => sum + ms, 0);
      assert.ok(total < 2_000, 'nobody waits long');
    }));

  it('that cannot be renamed for another reason are not retried', () =>
    withTemporaryFolder(async (folder) => {
      const { files, waits } = refusing('ENOSPC');
      const write = files.writeAtomic(join(folder, 'index.json'), Buffer.from('new'));
      await assert.rejects(write, { code: 'ENOSPC' });
      assert.deepEqual([waits, await readdir(folder)], [[], []]);
    }));

  it('half written by a killed window are removed after an hour, and no others', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'index.json');
      const left = 'index.json.new-1-2-3';
      const fresh = 'index.json.new-1-2-4';
      const kept = 'index.json.bad';
      const long = new Date(Date.now() - 2 * 3_600_000);
      for (const name of [left, fresh, kept]) await writeFile(join(folder, name), 'half');
      for (const name of [left, kept]) await utimes(join(folder, name), long, long);
      await createNodeFiles().writeAtomic(path, Buffer.from('new'));
      assert.deepEqual((await readdir(folder)).sort(), ['index.json', kept, fresh].sort());
      await nodeFiles.remove(path);
    }));

  // Fault V23
  it('that are not regular files are rejected at once, for every operation', async () => {
    if (process.platform === 'win32') return;
    await withTemporaryFolder(async (folder) => {
      execFileSync('mkfifo', [join(folder, 'fifo')]);
      await symlink('fifo', join(folder, 'link'));
      await symlink('/dev/zero', join(folder, 'device'));
      await mkdir(join(folder, 'folder'));
      for (const name of ['fifo', 'link', 'device', 'folder']) {
        const path = join(folder, name);
        const refused = ({ code }: NodeJS.ErrnoException) => code === 'ENOTFILE';
        await assert.rejects(nodeFiles.readFile(path), refused, name);
        await assert.rejects(nodeFiles.openRead(path), refused, name);
        await assert.rejects(nodeFiles.openAppend(path), refused, name);
        await assert.rejects(nodeFiles.overwrite(path, Buffer.from('x')), refused, name);
      }
    });
  });

  // Fault V23
  it('that are too large are not read', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'large');
      await writeFile(path, '');
      // A sparse file takes no space.
      await truncate(path, 8 * 1024 ** 4);
      await assert.rejects(nodeFiles.readFile(path, 1_000), { code: 'EFBIG' });
      await writeFile(path, 'x'.repeat(1_000));
      assert.equal((await nodeFiles.readFile(path, 1_000)).length, 1_000);
      await assert.rejects(nodeFiles.readFile(path, 999), { code: 'EFBIG' });
    }));

  // Fault V3
  it('left by a killed window are removed with the next write, by the clock of the folder', () =>
    withTemporaryFolder(async (folder) => {
      const left = join(folder, 'other.json.new-2b1d-7');
      await writeFile(left, 'half');
      const long = new Date(Date.now() - 2 * 3_600_000);
      await utimes(left, long, long);
      await writeFile(join(folder, 'a.new-one.json'), 'kept');
      await utimes(join(folder, 'a.new-one.json'), long, long);
      await createNodeFiles().writeAtomic(join(folder, 'index.json'), Buffer.from('new'));
      assert.deepEqual((await readdir(folder)).sort(), ['a.new-one.json', 'index.json']);
    }));
});
