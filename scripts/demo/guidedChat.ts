/** Creates the chat shown by `npm start` with the demo server before the window opens. */

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
/** The questions; the third fails after its retries, the fourth recovers. */
const questions = ['Welcome me with a table', 'code', 'fail', 'fail'];
/** Simulated time between clock reads, in milliseconds, like a reader's pace. */
const paceMs = 25;

/** Creates the guided chat and stores its log in a profile that is not open yet. */
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
  // The user may have continued the chat in an earlier start.
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

/** Uses a fixed id for the conversation, and generated ids for everything else. */
function createFirstId(first: string): () => string {
  let given = false;
  return () => {
    if (given) return systemIds.next();
    given = true;
    return first;
  };
}

/** The server answers at once here, so a simulated clock makes times realistic. */
function createPacedClock(): Clock {
  let passed = 0;
  const started = systemClock.now();
  return { ...systemClock, now: () => started + (passed += paceMs) };
}

function createQuietLogger(): Logger {
  return { info: () => undefined, warn: () => undefined, error: () => undefined };
}
