/** The API client: starts requests and streams their events; stateless between calls. */

import { balance } from './models/balance.ts';
import { ChatRequest, unreadable } from './stream/chatRequest.ts';
import type { ClientPorts } from './clientPorts.ts';
import { errorData } from './http/apiErrors.ts';
import { EventQueue } from './stream/eventQueue.ts';
import { say } from './http/failureLine.ts';
import { getJson } from './http/getJson.ts';
import { contextOf } from './http/guardedFetch.ts';
import { modelList } from './models/modelList.ts';
import type { ChatCall, DeepSeekClient, StreamEvent, StreamOutcome } from './types.ts';

/** Ports of a client. `fetch` defaults to the host's, looked up for each request because VS Code patches it. */
export type ClientOptions = Omit<ClientPorts, 'fetch'> & Partial<Pick<ClientPorts, 'fetch'>>;

/** The event stream of one call: started by the first `next`, cancelled by `return` even while `next` is pending. */
class ChatStream implements AsyncIterableIterator<StreamEvent, void, void> {
  readonly #ports: ClientPorts;
  readonly #call: ChatCall;
  readonly #signal: AbortSignal;
  readonly #queue = new EventQueue<StreamEvent>();
  readonly #leaving = new AbortController();
  #running: Promise<void> | undefined;

  constructor(ports: ClientPorts, call: ChatCall, signal: AbortSignal) {
    this.#ports = ports;
    this.#call = call;
    this.#signal = AbortSignal.any([signal, this.#leaving.signal]);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<StreamEvent, void>> {
    this.#running ??= this.#run();
    return this.#queue.next();
  }

  /** Resolves when the connection is released. */
  async return(): Promise<IteratorResult<StreamEvent, void>> {
    this.#leaving.abort();
    this.#queue.drop();
    await this.#running;
    return { done: true, value: undefined };
  }

  async #run(): Promise<void> {
    let outcome: StreamOutcome;
    try {
      const sink = (event: StreamEvent) => this.#queue.push(event);
      outcome = await new ChatRequest(this.#ports, this.#call, this.#signal, sink).run();
    } catch (thrown) {
      const context = contextOf(this.#call.target);
      say(this.#ports.logger, 'error', `A request failed by our own fault: ${String(thrown)}`);
      outcome = { status: 'failed', error: errorData('unknown', unreadable, context) };
    }
    this.#queue.push({ type: 'ended', outcome });
    this.#queue.end();
  }
}

/** Creates a client. */
export function createClient(options: ClientOptions): DeepSeekClient {
  const ports: ClientPorts = { fetch: (url, init) => globalThis.fetch(url, init), ...options };
  return {
    streamChat: (call, signal) => new ChatStream(ports, call, signal),
    listModels: (target, signal) =>
      getJson(ports, target, `${target.baseUrl}/models`, modelList, signal),
    readBalance: (target, root, signal) =>
      getJson(ports, target, `${root}/user/balance`, balance, signal),
  };
}
