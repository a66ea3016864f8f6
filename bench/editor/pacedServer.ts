/** Streams prepared answers over loopback at an even pace and reports when the first and last byte were sent. */

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Timestamps of one request in milliseconds since the epoch. */
export interface PacedAnswer {
  readonly askedAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** When the client disconnected before the end; undefined if everything was sent. */
  readonly brokenOffAt?: number;
}

/** How the next request is answered. */
export interface PacedPlan {
  readonly text: string;
  /** Length of each delta in UTF-16 code units. */
  readonly deltaLength: number;
  readonly deltasPerSecond: number;
}

/** A server that answers chat requests as planned. */
export interface PacedServer {
  readonly url: string;
  /** Plans the next answer; resolves when it has been sent or the client has disconnected. */
  answerNext(plan: PacedPlan): Promise<PacedAnswer>;
  close(): Promise<void>;
}

const toEvent = (delta: object, finish: string | null = null, usage?: object): string =>
  `data: ${JSON.stringify({
    id: 'bench',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'deepseek-flash',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(usage === undefined ? {} : { usage }),
  })}\n\n`;

/** Starts the server. */
export async function startPacedServer(): Promise<PacedServer> {
  let next: ((response: ServerResponse, askedAt: number) => void) | undefined;
  const server = createServer((request, response) => {
    const askedAt = Date.now();
    request.resume();
    if (request.method !== 'POST' || next === undefined) {
      response.writeHead(404).end();
      return;
    }
    request.on('end', () => next?.(response, askedAt));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    answerNext: (plan) =>
      new Promise((resolve, reject) => {
        next = (response, askedAt) => {
          next = undefined;
          response.on('error', reject);
          void stream(response, plan).then((times) => resolve({ askedAt, ...times }), reject);
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sends every delta when it is due; a late timer sends all that are overdue. */
async function stream(
  response: ServerResponse,
  { text, deltaLength, deltasPerSecond }: PacedPlan,
): Promise<Omit<PacedAnswer, 'askedAt'>> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(toEvent({ role: 'assistant', content: '' }));
  const deltas: string[] = [];
  for (let at = 0; at < text.length; at += deltaLength) {
    deltas.push(toEvent({ content: text.slice(at, at + deltaLength) }));
  }
  const started = performance.now();
  const firstAt = Date.now();
  let closedAt: number | undefined;
  response.once('close', () => (closedAt = Date.now()));
  for (let sent = 0; sent < deltas.length;) {
    if (closedAt !== undefined) return { firstAt, lastAt: closedAt, brokenOffAt: closedAt };
    const due = Math.floor(((performance.now() - started) * deltasPerSecond) / 1000) + 1;
    if (due > sent) response.write(deltas.slice(sent, due).join(''));
    sent = Math.max(sent, Math.min(due, deltas.length));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const usage = { prompt_tokens: 100, completion_tokens: deltas.length, total_tokens: 100 };
  response.write(toEvent({ content: '' }, 'stop', usage));
  const lastAt = Date.now();
  response.end('data: [DONE]\n\n');
  return { firstAt, lastAt };
}
