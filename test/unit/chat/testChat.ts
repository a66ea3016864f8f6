/** A chat in plain Node: the real controller, client and log, against the strict server over loopback. */

import { ChatController } from '../../../src/chat/chatController.ts';
import * as requestCode from '../../../src/chat/requestCode.ts';
import type { ChatPorts } from '../../../src/chat/ports.ts';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { createClient } from '../../../src/deepseek/client.ts';
import * as transport from '../../../src/deepseek/http/sdkTransport.ts';
import type { Clock } from '../../../src/platform/ports.ts';
import type { Settings } from '../../../src/platform/settings/settings.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../../src/systemClock.ts';
import { defaultSettings } from '../../fakes/defaultSettings.ts';
import { startDeepSeekServer, type DeepSeekServer } from '../../fakes/deepseekServer.ts';
import type { Generation } from '../../fakes/types.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';

/** What a test of a chat begins with; the address is its own. */
export const defaults: Settings = {
  ...defaultSettings,
  baseUrl: '',
  requestLimit: { concurrent: 4, perMinute: 1_000 },
};

/** The code that makes requests, loaded already. */
export const loadRequests = () => Promise.resolve(requestCode);

/** What a test of a chat has at hand. */
export interface TestChat {
  /** Where the chats are kept. */
  readonly folder: string;
  readonly server: DeepSeekServer;
  readonly store: ConversationLog;
  readonly controller: ChatController;
  /** What the controller was given. */
  readonly ports: ChatPorts;
  readonly settings: { -readonly [Key in keyof Settings]: Settings[Key] };
  readonly ledger: { readonly kind: string; readonly model: string; readonly usage?: unknown }[];
  /** Bodies of the chat requests that the server was sent. */
  readonly bodies: () => readonly Record<string, unknown>[];
}

const logger = { info() {}, warn() {}, error() {} };

/** A store on which every write succeeds. */
function openStore(folder: string, clock: Clock): ConversationLog {
  return new ConversationLog({
    folder,
    files: nodeFiles,
    clock,
    logger,
    writer: '0.0.0',
    onProblem: (code) => {
      if (code !== undefined) throw new Error(code);
    },
  });
}

/** Runs `test` with a chat of its own; clock and other ports may be in the test's hands. */
export async function withChat(
  generation: Generation,
  test: (chat: TestChat) => Promise<void>,
  clock: Clock = systemClock,
  ports: Partial<ChatPorts> = {},
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const server = await startDeepSeekServer({ generation, apiKey: 'sk-test-key' });
    const settings = { ...defaults, baseUrl: server.url };
    const store = openStore(folder, clock);
    const ledger: TestChat['ledger'] = [];
    const client = createClient({
      clock,
      logger,
      userAgent: 'test',
      loadTransport: () => Promise.resolve(transport),
    });
    const all: ChatPorts = {
      client: () => Promise.resolve(client),
      store,
      sharing: store,
      keys: { read: () => Promise.resolve('sk-test-key') },
      ledger: { record: (entry) => void ledger.push(entry) },
      // A reading, as in VS Code: it does not change under the one who read it.
      settings: () => ({ ...settings }),
      mayGoUnencrypted: () => Promise.resolve(false),
      askForKey: () => Promise.resolve('cancelled'),
      clock,
      ids: systemIds,
      logger,
      ...ports,
    };
    const controller = new ChatController(all, loadRequests);
    try {
      await test({
        folder,
        server,
        store,
        controller,
        ports: all,
        settings,
        ledger,
        bodies: () =>
          server.requests
            .filter((request) => request.path.endsWith('/chat/completions'))
            .map((request) => request.body as Record<string, unknown>),
      });
    } finally {
      await controller.closeAll();
      await store.close();
      await server.close();
    }
  });
}

/** Resolves when `condition` holds, looked at after each change of the session. */
export function until(session: ChatSession, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      events.dispose();
      activity.dispose();
      resolve();
    };
    const events = session.onEvents.on(look);
    const activity = session.onActivity.on(look);
    look();
  });
}

/** Asks, and resolves to the turn when it has ended. */
export async function ask(session: ChatSession, text: string): Promise<Turn> {
  const refusal = session.send(text);
  if (refusal !== undefined) throw new Error(refusal);
  return lastEnded(session);
}

/** Resolves to the last turn of the branch when no turn is in progress. */
export async function lastEnded(session: ChatSession): Promise<Turn> {
  await until(session, () => session.activity === null);
  return activeBranch(session.conversation).at(-1)!;
}
