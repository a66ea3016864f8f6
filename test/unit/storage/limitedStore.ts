/** A process that writes turns until it reaches the file size limit, and prints the outcome. */

import { chatEvents, makeTenant, openStore, turnEvents } from './storeFixture.ts';

// Without a listener, the signal ends the process.
process.on('SIGXFSZ', () => undefined);

const { store, problems } = openStore(process.argv[2]!);
await store.claim('c1', makeTenant());
await store.appendSynced('c1', chatEvents('c1', 0));
let synced = 0;
let inMemory = 0;
for (; inMemory < 500 && inMemory < synced + 5; inMemory += 1) {
  await store.appendSynced('c1', turnEvents(inMemory));
  if (problems.length === 0) synced = inMemory + 1;
}
process.stdout.write(JSON.stringify({ synced, inMemory, problem: problems[0] }));
