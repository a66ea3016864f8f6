/** Small loopback servers, and a client that connects to them. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../../src/deepseek/client.ts';
import * as transport from '../../../src/deepseek/http/sdkTransport.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from '../../../src/deepseek/types.ts';
import type { Clock, Logger } from '../../../src/platform/ports.ts';

/** A received request. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A server on 127.0.0.1 that records requests. */
export interface Loopback {
  readonly baseUrl: string;
  readonly received: Received[];
  close(): Promise<void>;
}

const running = new Set<Loopback>();

/** Closes servers left open by a failed test, so that the run can end. */
export async function closeLoopbacks(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
}

/** Starts a server; `answer` receives each request with its complete body. */
export async function startLoopback(
  answer: (response: ServerResponse, request: Received) => unknown,
): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const body = Buffer.concat(pieces).toString();
      received.push({ method, url, headers, rawHeaders, body });
      void answer(response, { method, url, headers, rawHeaders, body });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const loopback: Loopback = {
    baseUrl: `http://127.0.0.1:${port}`,
    received,
    close: async () => {
      if (!running.delete(loopback)) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  running.add(loopback);
  return loopback;
}

/** Runs `use` with a server that is closed afterwards. */
export async function withLoopback<T>(
  answer: (response: ServerResponse, request: Received) => unknown,
  use: (server: Loopback) => Promise<T>,
): Promise<T> {
  const server = await startLoopback(answer);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** The system clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A clock that advances only manually. */
export class HeldClock implements Clock {
  #time = 0;
  #timers = new Map<() => void, number>();

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return 1_790_000_000_000 + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, callback: () => void): () => void {
    const run = () => {
      callback();
    };
    this.#timers.set(run, this.#time + ms);
    return () => this.#timers.delete(run);
  }

  /** Advances by `ms`, running due timers in order. */
  advance(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const next = [...this.#timers].filter(([, due]) => due <= end).sort((a, b) => a[1] - b[1])[0];
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.#time = Math.max(this.#time, next[1]);
      next[0]();
    }
    this.#time = end;
  }
}

/** A body that accepts the next chunk only when the previous one has been read. */
export class FedBody {
  readonly stream: ReadableStream<Uint8Array>;
  #wanted = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();

  constructor() {
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      this.#wanted.resolve(controller);
    };
    this.stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  /** Resolves when the chunk has been read and the next one is requested, or the body was cancelled. */
  async feed(text: string): Promise<void> {
    const controller = await this.#wanted.promise;
    this.#wanted = Promise.withResolvers();
    controller.enqueue(new TextEncoder().encode(text));
    if (!text.includes('[DONE]')) await this.#wanted.promise;
  }
}

/** Stores log lines. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(message);
  }
  warn(message: string): void {
    this.lines.push(message);
  }
  error(message: string): void {
    this.lines.push(message);
  }
}

/** A key that must not appear anywhere except in its header. */
export const canaryKey = 'sk-canary0123456789abcdef';

/** The loaded SDK. */
export const loadTransport = () => Promise.resolve(transport);

/** A client with the system's clock and fetch by default. */
export function newClient(options: Partial<Parameters<typeof createClient>[0]> = {}) {
  return createClient({
    clock: realClock,
    logger: new MemoryLogger(),
    userAgent: 'DeepSeekChat/0.0.0',
    loadTransport,
    ...options,
  });
}

/** A small chat call. */
export function chatCall(baseUrl: string, more: Partial<ChatCall> = {}): ChatCall {
  return {
    target: { baseUrl, apiKey: canaryKey },
    profile: 'official',
    body: { model: 'deepseek-flash', messages: [{ role: 'user', content: 'Hi' }], stream: true },
    idleTimeoutMs: 60_000,
    ...more,
  };
}

/** All events of a call, up to its end. */
export async function collect(
  call: ChatCall,
  client = newClient(),
  signal = new AbortController().signal,
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of client.streamChat(call, signal)) events.push(event);
  return events;
}

/** The outcome of a call. */
export function outcomeOf(events: readonly StreamEvent[]): StreamOutcome {
  const last = events.at(-1);
  if (last?.type !== 'ended') throw new Error('The call did not end.');
  return last.outcome;
}

/** All text of one kind, concatenated. */
export function textOf(events: readonly StreamEvent[], type: 'content' | 'reasoning'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('');
}

/** The outcome in a few words, for tables. */
export function describeOutcome(outcome: StreamOutcome): string {
  switch (outcome.status) {
    case 'complete':
      return `complete ${outcome.finishReason ?? 'unknown'}`;
    case 'aborted':
      return 'aborted';
    case 'failed':
    case 'interrupted':
      return `${outcome.status} ${outcome.error.kind}`;
  }
}

/** A data event with a delta. */
export function chunk(
  delta: Record<string, unknown>,
  more: Record<string, unknown> = {},
  finishReason: string | null = null,
): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const body = { id: 'r1', object: 'chat.completion.chunk', choices, ...more };
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** Responds with these bytes as an event stream. */
export function sendStream(response: ServerResponse, ...pieces: (string | Uint8Array)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-ds-trace-id': 'trace-1' });
  for (const piece of pieces) response.write(piece);
  response.end();
}
