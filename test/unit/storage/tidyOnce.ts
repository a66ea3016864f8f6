/** A window that merges usage files and reports each disk call, so that it can be killed at any of them. */

import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FilePort } from '../../../src/platform/ports.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { UsageLedger } from '../../../src/storage/usageLedger.ts';

const [, , folder = '', windowId = ''] = process.argv;
const show = async (): Promise<void> => {
  writeSync(1, '.');
  await nextTurn();
};
const files: FilePort = {
  ...nodeFiles,
  remove: async (path) => (await show(), nodeFiles.remove(path)),
  rename: async (from, to) => (await show(), nodeFiles.rename(from, to)),
  createExclusive: async (path, data) => (await show(), nodeFiles.createExclusive(path, data)),
};
const logger = { info() {}, warn() {}, error() {} };
const ledger = new UsageLedger({ folder, windowId, files, logger, now: () => Date.now() });
await ledger.tidy();
