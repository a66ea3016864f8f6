/** The chat shown by `npm start`: a real one, made with the demo server before the window opens. */

import { join } from 'node:path';
import { ChatController } from '../../src/chat/chatController.ts';
import * as requestCode from '../../src/chat/requestCode.ts';
import type { ChatSession } from '../../src/chat/session/chatSession.ts';
import { createClient } from '../../src/deepseek/client.ts';
import * as transport from '../../src/deepseek/http/sdkTransport.ts';
import type { Clock, Logger } from '../../src/platform/ports.ts';
import { ConversationLog } from '../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../src/systemClock.ts';
import { defaultSettings } from '../../test/fakes/defaultSettings.ts';
import { demoResponder } from '../../test/fakes/demo.ts';
import { startDeepSeekServer } from '../../test/fakes/deepseekServer.ts';

/** The id that scripts/demo/opener opens. */
const guidedChatId = 'guided-chat';
/** What is asked; the third fails with its retries, the fourth is its recovery. */
const questions = ['Welcome me with a table', 'code', 'fail', 'fail'];
/** How much time passes with every look at the clock, in milliseconds, as it would at a reader's pace. */
const paceMs = 25;

/** Holds the guided chat and leaves its log in a profile that no window has open yet. */
export async function seedGuidedChat(userDataDir: string): Promise<void> {
  const folder = join(userDataDir, 'User', 'globalStorage', 'deepchat.deepseek-chat');
  const server = await startDeepSeekServer({ wait: () => Promise.resolve() });
  server.answerWith(demoResponder);
  const logger = createQuietLogger();
  const clock = createPacedClock();
  const store = new ConversationLog({
    folder,
    files: nodeFiles,
    clock,
    logger,
    writer: 'npm start',
    onProblem: (code) => {
      if (code !== undefined) throw new Error(`The guided chat cannot be written: ${code}`);
    },
  });
  const client = createClient({
    clock,
    logger,
    userAgent: 'DeepSeekChat/demo',
    loadTransport: () => Promise.resolve(transport),
  });
  const controller = new ChatController(
    {
      client: () => Promise.resolve(client),
      store,
      keys: { read: () => Promise.resolve(undefined) },
      ledger: { record: () => undefined },
      settings: () => ({ ...defaultSettings, baseUrl: server.url, profile: 'official' }),
      mayGoUnencrypted: () => Promise.resolve(false),
      askForKey: () => Promise.resolve('cancelled'),
      clock,
      ids: { ...systemIds, next: createFirstId(guidedChatId) },
      logger,
    },
    () => Promise.resolve(requestCode),
  );
  // A person may have gone on with it the last time.
  if ((await store.read(guidedChatId)) === undefined) {
    const session = controller.create();
    for (const question of questions) await ask(session, question);
  }
  await store.close();
  await server.close();
}

function ask(session: ChatSession, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const watching = session.onActivity.on(() => {
      if (session.activity?.kind === 'retrying') session.retryNow();
      if (session.activity !== null) return;
      watching.dispose();
      resolve();
    });
    const refusal = session.send(text);
    if (refusal !== undefined) reject(new Error(`The guided chat was refused: ${refusal}`));
  });
}

/** Gives the conversation its name; everything after it is named as usual. */
function createFirstId(first: string): () => string {
  let given = false;
  return () => {
    if (given) return systemIds.next();
    given = true;
    return first;
  };
}

/** The server answers at once here, so the clock goes as it would for a reader. */
function createPacedClock(): Clock {
  let passed = 0;
  const started = systemClock.now();
  return { ...systemClock, now: () => started + (passed += paceMs) };
}

function createQuietLogger(): Logger {
  return { info: () => undefined, warn: () => undefined, error: () => undefined };
}
