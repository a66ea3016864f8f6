/** Plays a case to a turn of a real chat: session, client, retries and the log on disk. */

import assert from 'node:assert/strict';
import { ChatController } from '../../../src/chat/chatController.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { createClient } from '../../../src/deepseek/client.ts';
import { systemIds } from '../../../src/systemClock.ts';
import { defaults, loadRequests } from '../../unit/chat/testChat.ts';
import { FakeClock } from '../../unit/fakeClock.ts';
import { openStore } from '../../unit/storage/storeFixture.ts';
import { assertSame } from '../assertSame.ts';
import { ChatFolder } from '../logs/chatFolder.ts';
import { runClock } from './clockRunner.ts';
import { PacketBody } from './packetBody.ts';
import type { StreamCase } from './streamCase.ts';
import { otherUrl, vendorUrl } from './streamDriver.ts';
import { loadTransport } from '../../unit/deepseek/loopback.ts';

/** Three attempts per answer, plus one for each repair of a rejected request. */
const maxRequests = 12;

let shared: ChatFolder | undefined;

/** Runs one turn; it must end in any case, and its log must match the session. */
export async function checkTurn(input: StreamCase): Promise<void> {
  const folder = (shared ??= new ChatFolder());
  folder.prepare({ log: '', isValid: false });
  const clock = new FakeClock();
  const { store } = openStore(folder.path, { clock });
  const server = new TurnServer(input, clock);
  const baseUrl = input.vendor ? vendorUrl : otherUrl;
  const { profile } = input;
  const logger = { info() {}, warn() {}, error() {} };
  const { fetch } = server;
  const client = createClient({ clock, logger, userAgent: 'fuzz', fetch, loadTransport });
  const controller = new ChatController(
    {
      client: () => Promise.resolve(client),
      store,
      sharing: store,
      clock,
      ids: systemIds,
      logger,
      keys: { read: () => Promise.resolve('sk-canary0123456789abcdef') },
      ledger: { record() {} },
      settings: () => ({ ...defaults, baseUrl, profile, stream: input.streamed }),
      mayGoUnencrypted: () => Promise.resolve(false),
      askForKey: () => Promise.resolve('cancelled'),
    },
    loadRequests,
  );
  const session = controller.create();
  server.onStop = () => session.stop();
  assert.equal(session.send('Question'), undefined);
  const isOver = () => session.activity === null && session.conversation.openTurn === null;
  let happened = 0;
  session.onEvents.on(() => void (happened += 1));
  session.onActivity.on(() => void (happened += 1));
  const progress = () => happened + server.packets;

  await runClock(clock, { isOver, progress });
  assert.ok(isOver(), 'the turn never ends');
  await controller.closeAll();
  await store.close();
  const { conversation } = session;
  await checkLog(folder, conversation);
  const { status } = activeBranch(conversation).at(-1) ?? { status: 'inProgress' };
  if (input.truth.incomplete !== undefined) assert.notEqual(status, 'complete');
  const { origin } = new URL(baseUrl);
  for (const url of server.urls) assert.equal(new URL(url).origin, origin, 'another origin');
  assert.ok(server.requests <= maxRequests, `${server.requests} requests`);
  folder.checkNeighbours();
}

/** Removes the folder used for turns. */
export function closeTurns(): void {
  shared?.close();
  shared = undefined;
}

async function checkLog(folder: ChatFolder, conversation: Conversation): Promise<void> {
  const { store } = openStore(folder.path);
  const stored = await store.read(conversation.id);
  await store.close();
  assert.equal(stored?.badLines, 0, 'the log has a line that nobody can read');
  assertSame(
    turnsOf(stored.conversation),
    turnsOf(conversation),
    'the log differs from the session',
  );
}

function turnsOf({ turns, openTurn }: Conversation): unknown {
  return { turns: [...turns.values()], openTurn };
}

/** Answers every chat request with the case's bytes. */
class TurnServer {
  readonly urls: string[] = [];
  requests = 0;
  onStop: () => void = () => undefined;
  readonly #bodies: PacketBody[] = [];
  readonly #input: StreamCase;
  readonly #clock: FakeClock;

  constructor(input: StreamCase, clock: FakeClock) {
    this.#input = input;
    this.#clock = clock;
  }

  get packets(): number {
    return this.#bodies.reduce((sum, { packets }) => sum + packets, 0);
  }

  readonly fetch = (url: string): Promise<Response> => {
    this.urls.push(url);
    if (!url.endsWith('/chat/completions')) {
      const json = url.endsWith('/models') ? '{"data":[{"id":"deepseek-flash"}]}' : '{}';
      return Promise.resolve(new Response(json));
    }
    this.requests += 1;
    const body = new PacketBody(this.#input, this.#clock);
    body.onPacket = (count) => {
      if (count === this.#input.stopAfter) this.onStop();
    };
    this.#bodies.push(body);
    return Promise.resolve(body.toResponse());
  };
}
