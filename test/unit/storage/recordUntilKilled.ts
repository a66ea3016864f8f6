/** A window that records usage until it is killed, and prints the number of rows written. */

import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { UsageLedger } from '../../../src/storage/usageLedger.ts';

const [, , folder = ''] = process.argv;
const logger = { info() {}, warn() {}, error() {} };
const options = { folder, windowId: 'killed', files: nodeFiles, logger, now: () => Date.now() };
const ledger = new UsageLedger(options);

for (let count = 1; ; count += 1) {
  ledger.record({ at: count, kind: 'chat', origin: 'o', model: 'm' });
  await ledger.close();
  process.stdout.write(`${String(count)}\n`);
}
