/** Reads logs of chats that are not open: only looks, and lets other work in between pieces of a large one. */

import { setImmediate as nextTask } from 'node:timers/promises';
import { EventMender } from '../conversation/eventMender.ts';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import { emptyConversation, reduceAll } from '../conversation/reduce.ts';
import { logSchema, parseLog } from './logFormat.ts';

/** How much is read without a pause, in bytes: some ten milliseconds of work. */
const pieceBytes = 512 * 1024;
const newline = 0x0a;

/** What a log holds that nothing is going to be written to. */
export interface LogReading {
  readonly conversation: Conversation;
  /** Made by a newer version, so that nothing may be appended. */
  readonly readOnly: boolean;
  /** Whether there is nothing in it, not even something that cannot be read. */
  readonly isEmpty: boolean;
}

/** Folds the bytes of a log. */
export async function foldLog(id: ConversationId, bytes: Uint8Array): Promise<LogReading> {
  let state = emptyConversation;
  let schema = logSchema;
  let isEmpty = true;
  const mender = new EventMender();
  for await (const piece of pieces(bytes)) {
    schema = Math.max(schema, piece.header?.schema ?? 0);
    isEmpty &&= piece.events.length === 0 && piece.badLines.length === 0;
    state = reduceAll(
      state,
      piece.events.flatMap((event) => mender.mend(event)),
    );
  }
  return { conversation: { ...state, id }, readOnly: schema > logSchema, isEmpty };
}

/** A log cut at line breaks; only the first piece begins with its header. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<ReturnType<typeof parseLog>> {
  for (let start = 0; start < bytes.length;) {
    const cut = bytes.indexOf(newline, Math.min(bytes.length, start + pieceBytes));
    const end = cut < 0 ? bytes.length : cut + 1;
    if (start > 0) await nextTask();
    yield parseLog(bytes.subarray(start, end));
    start = end;
  }
}
