/**
 * A window in a separate process that writes turns to a shared chat, EACH at a time: `node sharedWindow.ts FOLDER NAME
 * TURNS EACH`. Prints one line per completed question, and finally all questions that it shows.
 */

import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChatSession } from '../../src/chat/session/chatSession.ts';
import type { Conversation } from '../../src/conversation/model.ts';
import type { DeepSeekClient, StreamEvent } from '../../src/deepseek/types.ts';
import { openPlainChat } from './plainChat.ts';

/** The chat that all windows share. */
export const sharedId = 'shared';

/** How long to wait for other windows to take over, in milliseconds. */
const maxPauseMs = 3_000;

/** A printed line. */
export type WindowSign =
  { readonly said: string } | { readonly shown: readonly string[]; readonly takeovers: number };

/** Answers immediately in pieces, without a server. */
const client: DeepSeekClient = {
  async *streamChat({ body }): AsyncGenerator<StreamEvent> {
    for (const text of ['You ', 'said: ', JSON.stringify(body.messages.at(-1)?.content)]) {
      await Promise.resolve();
      yield { type: 'content', text };
    }
    yield { type: 'ended', outcome: { status: 'complete', finishReason: 'stop' } };
  },
  listModels: () => Promise.resolve({ ok: true, value: [] }),
  readBalance: () => Promise.resolve({ ok: true, value: { available: true, amounts: [] } }),
};

/** Resolves when the condition is true; checked after each change of the session. */
function when(session: ChatSession, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      for (const disposable of watching) disposable.dispose();
      resolve();
    };
    const watching = [session.onActivity, session.onReplaced].map((emitter) => emitter.on(look));
    look();
  });
}

/** The answered questions, in order. */
export function answered(conversation: Conversation): readonly string[] {
  const turns = [...conversation.turns.values()];
  return turns.filter(({ status }) => status === 'complete').map(({ user }) => user.text);
}

async function write(folder: string, name: string, turns: number, each: number): Promise<void> {
  const ports = { client: () => Promise.resolve(client) };
  const { controller, store } = openPlainChat(folder, 'http://127.0.0.1:9', undefined, ports);
  const session = (await controller.open(sharedId)) ?? controller.create(sharedId);
  let takeovers = 0;
  for (let turn = 0; turn < turns;) {
    if (session.elsewhere) {
      await session.share.takeOver();
      await when(session, () => !session.elsewhere);
      takeovers += 1;
    }
    const text = `${name} ${String(turn)}`;
    if (session.send(text) === undefined) await when(session, () => !session.busy);
    // Another window may have taken over and the message was returned to the draft, so it is sent again.
    if (session.elsewhere || !answered(session.conversation).includes(text)) continue;
    writeSync(1, `${JSON.stringify({ said: text } satisfies WindowSign)}\n`);
    turn += 1;
    if (turn % each === 0) {
      await Promise.race([when(session, () => session.elsewhere), pause(maxPauseMs)]);
    }
  }
  const shown = answered(session.conversation);
  writeSync(1, `${JSON.stringify({ shown, takeovers } satisfies WindowSign)}\n`);
  await controller.closeAll();
  await store.close();
}

if (import.meta.main) {
  const [folder = '', name = '', turns, each] = process.argv.slice(2);
  await write(folder, name, Number(turns), Number(each));
  // The rest of a pause must not keep the process alive.
  process.exit(0);
}
