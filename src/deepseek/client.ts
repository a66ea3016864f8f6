/** The API client: starts requests and tells what happens; keeps nothing between calls. */

import { balance } from './balance.ts';
import { ChatExchange } from './chatExchange.ts';
import type { ClientPorts } from './clientPorts.ts';
import { EventQueue } from './eventQueue.ts';
import { getJson } from './getJson.ts';
import { modelList } from './modelList.ts';
import type { ChatCall, DeepSeekClient, StreamEvent } from './types.ts';

/** What a client needs; `fetch` defaults to the host's, looked up at each request because the host patches it. */
export type ClientOptions = Omit<ClientPorts, 'fetch'> & Partial<Pick<ClientPorts, 'fetch'>>;

async function* streamChat(
  ports: ClientPorts,
  call: ChatCall,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, void> {
  const queue = new EventQueue<StreamEvent>();
  // A consumer that leaves early closes the connection as well.
  const left = new AbortController();
  const exchange = new ChatExchange(
    ports,
    call,
    AbortSignal.any([signal, left.signal]),
    (event) => {
      queue.push(event);
    },
  );
  const running = exchange.run().then((outcome) => {
    queue.push({ type: 'ended', outcome });
    queue.end();
  });
  try {
    yield* queue.read();
  } finally {
    left.abort();
    await running;
  }
}

/** Makes a client. */
export function createClient(options: ClientOptions): DeepSeekClient {
  const ports: ClientPorts = { fetch: (url, init) => globalThis.fetch(url, init), ...options };
  return {
    streamChat: (call, signal) => streamChat(ports, call, signal),
    listModels: (target, signal) =>
      getJson(ports, target, `${target.baseUrl}/models`, modelList, signal),
    readBalance: (target, root, signal) =>
      getJson(ports, target, `${root}/user/balance`, balance, signal),
  };
}
