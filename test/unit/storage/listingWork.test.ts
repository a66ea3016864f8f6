import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { ChatIndex } from '../../../src/storage/history/chatIndex.ts';
import { toLine } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { chatEvents, logLines } from './storeFixture.ts';

const maxPieceBytes = 128 * 1024;

/** A disk that records the maximum number of open logs and the largest read. */
function watched() {
  const open = new Set<string>();
  const seen = { most: 0, mostBesideLarge: 0, largestPiece: 0 };
  const files: FilePort = {
    ...nodeFiles,
    async openRead(path) {
      const handle = await nodeFiles.openRead(path);
      open.add(basename(path));
      seen.most = Math.max(seen.most, open.size);
      if ([...open].some((name) => name.startsWith('large'))) {
        seen.mostBesideLarge = Math.max(seen.mostBesideLarge, open.size);
      }
      return {
        ...handle,
        read(offset, length) {
          seen.largestPiece = Math.max(seen.largestPiece, length);
          return handle.read(offset, length);
        },
        close() {
          open.delete(basename(path));
          return handle.close();
        },
      };
    },
  };
  return { files, seen };
}

describe('the chat index of new logs', () => {
  // Fault V12
  it('reads logs in bounded slices, several small ones in parallel, and large ones one after another', () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'chats'));
      const put = (id: string, ...more: readonly Uint8Array[]) =>
        writeFile(
          join(folder, 'chats', `${id}.jsonl`),
          Buffer.concat([...logLines(chatEvents(id, 2)), ...more]),
        );
      for (let nth = 0; nth < 40; nth += 1) await put(`small${String(nth)}`);
      const piece = toLine({ type: 'titled', title: 'x'.repeat(100_000), by: 'local' });
      const count = Math.ceil(logLimits.fileReadInParallel / piece.length) + 1;
      const long = Array<Uint8Array>(count).fill(piece);
      for (const id of ['large1', 'large2', 'large3']) await put(id, ...long);
      const { files, seen } = watched();
      const logger = { info() {}, warn() {}, error() {} };
      const index = new ChatIndex({ folder, files, logger });
      await index.refresh(new Set(), () => {});
      assert.equal(index.all.length, 43);
      assert.ok(
        index.all.every(({ summary: { title, turns } }) => title.length <= 200 && turns === 2),
      );
      assert.ok(seen.most > 1 && seen.most <= 8, String(seen.most));
      assert.equal(seen.mostBesideLarge, 1);
      assert.equal(seen.largestPiece, maxPieceBytes);
    }));
});
