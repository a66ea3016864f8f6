/** The API client: starts requests, watches them and tells what happens; keeps nothing between calls. */

import type { Clock, Logger } from '../platform/platform.ts';
import { runExchange } from './chatExchange.ts';
import { EventQueue } from './eventQueue.ts';
import type { Fetch } from './guardedFetch.ts';
import { listModels } from './modelList.ts';
import type { ChatCall, DeepSeekClient, StreamEvent } from './types.ts';

/** What a client needs from outside. */
export interface ClientOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Such as `DeepSeekChat/0.1.0`. */
  readonly userAgent: string;
  /** Defaults to the host's `fetch`, looked up at each request because the host patches it late. */
  readonly fetch?: Fetch;
}

/** `ClientOptions` with nothing left open. */
export type ClientPorts = Required<ClientOptions>;

async function* streamChat(
  ports: ClientPorts,
  call: ChatCall,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, void> {
  const queue = new EventQueue<StreamEvent>();
  // A consumer that leaves early closes the connection as well.
  const left = new AbortController();
  const running = runExchange(ports, call, AbortSignal.any([signal, left.signal]), (event) => {
    queue.push(event);
  }).then((outcome) => {
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
  const ports: ClientPorts = {
    fetch: (url, init) => globalThis.fetch(url, init),
    ...options,
  };
  return {
    streamChat: (call, signal) => streamChat(ports, call, signal),
    listModels: (target, signal) => listModels(ports, target, signal),
  };
}
