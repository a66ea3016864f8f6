import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { FilePort } from '../../../src/platform/platform.ts';
import { FileMemory } from '../../../src/storage/fileMemory.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

const logger = { info() {}, warn() {}, error() {} };
const open = (folder: string, files: FilePort = nodeFiles) =>
  new FileMemory({ folder, files, logger });

describe('FileMemory', () => {
  it('has in its file what was changed, as soon as the change is done', () =>
    withTemporaryFolder(async (folder) => {
      const memory = open(join(folder, 'made'));
      await memory.update('chat', 'c1');
      await memory.update('draft', 'half a thought');
      await memory.update('chat', undefined);
      const next = open(join(folder, 'made'));
      assert.equal(next.get('draft'), undefined);
      await next.load();
      assert.deepEqual([next.get('chat'), next.get('draft')], [undefined, 'half a thought']);
    }));

  it('writes once for many changes and ends with the last', () =>
    withTemporaryFolder(async (folder) => {
      let writes = 0;
      const counting: FilePort = {
        ...nodeFiles,
        writeAtomic: (path, data) => ((writes += 1), nodeFiles.writeAtomic(path, data)),
      };
      const memory = open(folder, counting);
      await Promise.all(['a', 'ab', 'abc'].map((text) => memory.update('draft', text)));
      assert.equal(await readFile(join(folder, 'window', 'draft.json'), 'utf8'), '"abc"');
      assert.ok(writes <= 2, String(writes));
    }));

  // Fault V23
  it('passes over what is no file of a value, and has the others', () =>
    withTemporaryFolder(async (folder) => {
      await open(folder).update('chat', 'c1');
      const own = (name: string) => join(folder, 'window', name);
      await mkdir(own('folder.json'));
      execFileSync('mkfifo', [own('pipe.json')]);
      await symlink('loop.json', own('loop.json'));
      await symlink('/dev/zero', own('device.json'));
      await writeFile(own('%E0%A4%A.json'), '"x"');
      await writeFile(own('nul.json'), '\0');
      await writeFile(own('large.json'), '"x');
      await truncate(own('large.json'), logLimits.memory + 1);
      const next = open(folder);
      await next.load();
      assert.deepEqual(next.names(), ['chat']);
    }));

  it('keeps what each of two windows wrote that share the folder', () =>
    withTemporaryFolder(async (folder) => {
      const [one, two] = [open(folder), open(folder)];
      await Promise.all([one.load(), two.load()]);
      await Promise.all([one.update('draft.a', 'one'), two.update('draft.b/..', 'two')]);
      const next = open(folder);
      await next.load();
      assert.deepEqual([...next.names()].sort(), ['draft.a', 'draft.b/..']);
      assert.deepEqual([next.get('draft.a'), next.get('draft.b/..')], ['one', 'two']);
    }));

  it('does not take back a change that came before the file was read', () =>
    withTemporaryFolder(async (folder) => {
      await open(folder).update('draft', 'old');
      const memory = open(folder);
      const loading = memory.load();
      const updating = memory.update('draft', 'new');
      await Promise.all([loading, updating]);
      assert.equal(memory.get('draft'), 'new');
    }));

  it('begins empty with a file that cannot be read, and goes on in memory where none can be written', () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'window'), { recursive: true });
      await writeFile(join(folder, 'window', 'draft.json'), '"half a thou');
      const full: FilePort = { ...nodeFiles, writeAtomic: () => Promise.reject(new Error('full')) };
      const warnings: string[] = [];
      const memory = new FileMemory({
        ...{ folder, files: full },
        logger: { ...logger, warn: (text) => void warnings.push(text) },
      });
      await memory.load();
      assert.equal(memory.get('draft'), undefined);
      await memory.update('draft', 'kept');
      assert.equal(memory.get('draft'), 'kept');
      assert.equal(warnings.length, 2);
    }));
});
