/**
 * A process that asks questions in one chat, two of three from its queue, and prints as lines what is saved, what it
 * shows and that it is alive. Meant to be killed: `node killedChat.ts FOLDER URL ROUND [CHAT]`.
 */

import { writeSync } from 'node:fs';
import type { ConversationStore } from '../../src/chat/ports.ts';
import { activeBranch } from '../../src/conversation/activeBranch.ts';
import { queueOf } from '../../src/conversation/queue.ts';
import { until } from '../unit/chat/testChat.ts';
import { openPlainChat } from './plainChat.ts';

/** Interval of the lines that show that the process runs, in milliseconds. */
export const tickMs = 10;

/** A line that the process prints. */
export type Sign =
  | { readonly type: 'opened'; readonly chat: string }
  /** The question is on disk, as a turn or a queued message. */
  | { readonly type: 'kept'; readonly text: string }
  /** A piece of the answer is shown. */
  | {
      readonly type: 'shown';
      readonly turnId: string;
      readonly partId: string;
      readonly offset: number;
      readonly text: string;
    }
  | { readonly type: 'alive' };

function print(sign: Sign): void {
  // Written synchronously, so that every line printed before the kill arrives.
  writeSync(1, `${JSON.stringify(sign)}\n`);
}

/** Prints each question once the store has it on disk. */
function printKept(store: ConversationStore): ConversationStore {
  return {
    append: (id, events) => store.append(id, events),
    read: (id) => store.read(id),
    async appendSynced(id, events) {
      await store.appendSynced(id, events);
      for (const event of events) {
        if (event.type === 'turnStarted') print({ type: 'kept', text: event.user.text });
        if (event.type === 'messageQueued') print({ type: 'kept', text: event.message.user.text });
      }
    },
  };
}

async function talk(folder: string, url: string, round: string, chat?: string): Promise<never> {
  const { controller } = openPlainChat(folder, url, printKept);
  // A process killed before saving its first question left no chat to open.
  const kept = chat === undefined ? undefined : await controller.open(chat);
  const session = kept ?? controller.create(chat);
  session.onEvents.on((events) => {
    for (const event of events) {
      if (event.type !== 'partAppended') continue;
      const { turnId, partId, offset, text } = event;
      print({ type: 'shown', turnId, partId, offset, text });
    }
  });
  setInterval(() => print({ type: 'alive' }), tickMs);
  print({ type: 'opened', chat: session.conversation.id });
  for (let number = 0; ; number += 1) {
    const text = `Round ${round}, question ${String(number)}`;
    // Messages that the previous process left in the queue are sent after the first question of this one.
    if (number === 0) session.queue.goOn(true);
    if (!session.busy) session.send(text);
    else session.enqueue(text, [], {});
    session.enqueue(`${text}, and more`, [], {});
    session.enqueue(`${text}, and more again`, [], {});
    await until(session, () => !session.busy && queueOf(session.conversation).length === 0);
    const turn = activeBranch(session.conversation).at(-1);
    if (turn?.status !== 'complete') throw new Error(JSON.stringify(turn?.error));
  }
}

if (import.meta.main) {
  const [folder, url, round, chat] = process.argv.slice(2);
  if (folder === undefined || url === undefined || round === undefined) {
    throw new Error('Needs FOLDER, URL and ROUND.');
  }
  await talk(folder, url, round, chat);
}
