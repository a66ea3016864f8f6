/** The project's own store, set up as in a session. */

import type { FilePort } from '../src/platform/ports.ts';
import { ConversationLog } from '../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../src/storage/nodeFiles.ts';
import { systemClock } from '../src/system.ts';

/** A store in this folder; what it cannot write ends the measurement. */
export function openOwnLog(folder: string, files: FilePort = nodeFiles): ConversationLog {
  return new ConversationLog({
    folder,
    files,
    clock: systemClock,
    logger: { info() {}, warn() {}, error() {} },
    writer: '0.0.0',
    onProblem: (code) => {
      if (code !== undefined) throw new Error(`A log could not be written: ${code}.`);
    },
  });
}
