/** A process with a file size limit: creates files exclusively and overwrites some, each of which fails. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Lease } from '../../../src/storage/lease/lease.ts';
import { identify } from '../../../src/storage/lease/leaseRecord.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';

// Without a listener, the signal ends the process.
process.on('SIGXFSZ', () => undefined);

const chats = join(process.argv[2]!, 'chats');
await mkdir(chats);
const folder = join(chats, 'c1.lease');
const lease = new Lease({ folder, me: identify('w'), files: nodeFiles, clock: systemClock });
const tooLarge = { code: 'EFBIG' };
await assert.rejects(lease.take(), tooLarge);
await assert.rejects(lease.ask(), tooLarge);
await assert.rejects(lease.take(), tooLarge);
await assert.rejects(nodeFiles.createExclusive(join(chats, 'new'), Buffer.from('x')), tooLarge);
await assert.rejects(nodeFiles.writeAtomic(join(chats, 'index.json'), Buffer.from('x')), tooLarge);
