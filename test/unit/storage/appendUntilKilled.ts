/** A process that asks questions and prints the number of each saved one; meant to be killed. */

import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';

const log = new ConversationLog({
  folder: process.argv[2]!,
  files: nodeFiles,
  clock: systemClock,
  logger: { info() {}, warn() {}, error() {} },
  writer: '0.0.0',
  onProblem: (code) => {
    if (code !== undefined) throw new Error(code);
  },
});

for (let number = 0; ; number += 1) {
  await log.appendSynced('c1', [
    {
      type: 'turnStarted',
      turnId: `t${String(number)}`,
      parentId: null,
      at: number,
      user: { text: 'x'.repeat(number % 977), context: [] },
    },
  ]);
  process.stdout.write(`${String(number)}\n`);
}
