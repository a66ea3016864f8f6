import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { FilePort } from '../../../src/platform/ports.ts';
import { FileMemento } from '../../../src/storage/fileMemento.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { until } from '../../../scripts/host/until.ts';
import { strangeFiles } from './strangeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

const logger = { info() {}, warn() {}, error() {} };
const open = (folder: string, files: FilePort = nodeFiles) =>
  new FileMemento({ folder, files, logger });

describe('FileMemento', () => {
  it('has written a change to its file as soon as the change resolves', () =>
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

  it('merges many changes into one write that ends with the last', () =>
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

  // Fault V3
  it('retries a write that failed on a full disk with the next change', () =>
    withTemporaryFolder(async (folder) => {
      for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE', 'EIO']) {
        let full = true;
        const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
        const files: FilePort = {
          ...nodeFiles,
          writeAtomic: (path, data) => (full ? fail() : nodeFiles.writeAtomic(path, data)),
        };
        const memory = open(join(folder, code), files);
        await memory.update('draft', 'a thought');
        full = false;
        await memory.update('chat', 'c1');
        const path = join(folder, code, 'window', 'draft.json');
        await until(async () => (await readFile(path, 'utf8').catch(() => '')) === '"a thought"', {
          what: 'the draft to be written',
        });
      }
    }));

  // Fault V23
  it('ignores damaged, endless and irregular files', () =>
    withTemporaryFolder(async (folder) => {
      await open(folder).update('draft', 'a thought');
      for (const [index, [, put]] of strangeFiles.entries()) {
        await put(join(folder, 'window', `strange${String(index)}.json`));
      }
      const memory = open(folder);
      await memory.load();
      assert.equal(memory.get('draft'), 'a thought');
    }));

  // Fault D8
  it('keeps the values written by two windows that share the folder', () =>
    withTemporaryFolder(async (folder) => {
      const fileMemento = open(folder);
      const two = open(folder);
      await Promise.all([fileMemento.load(), two.load()]);
      await Promise.all([fileMemento.update('draft.a', 'one'), two.update('draft.b/..', 'two')]);
      const next = open(folder);
      await next.load();
      assert.deepEqual([...next.names()].sort(), ['draft.a', 'draft.b/..']);
      assert.deepEqual([next.get('draft.a'), next.get('draft.b/..')], ['one', 'two']);
    }));

  it('keeps a change made before the file was read', () =>
    withTemporaryFolder(async (folder) => {
      await open(folder).update('draft', 'old');
      const memory = open(folder);
      const loading = memory.load();
      const updating = memory.update('draft', 'new');
      await Promise.all([loading, updating]);
      assert.equal(memory.get('draft'), 'new');
    }));

  it('starts empty if a file cannot be read, and continues in memory if none can be written', () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'window'), { recursive: true });
      await writeFile(join(folder, 'window', 'draft.json'), '"half a thou');
      const full: FilePort = { ...nodeFiles, writeAtomic: () => Promise.reject(new Error('full')) };
      const warnings: string[] = [];
      const memory = new FileMemento({
        folder,
        files: full,
        logger: { ...logger, warn: (text) => void warnings.push(text) },
      });
      await memory.load();
      assert.equal(memory.get('draft'), undefined);
      await memory.update('draft', 'kept');
      assert.equal(memory.get('draft'), 'kept');
      assert.equal(warnings.length, 2);
    }));
});
