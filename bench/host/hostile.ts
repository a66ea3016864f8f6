/**
 * Hostile answers and logs: the longest block of the host, and how soon Stop ends a call whose answer is being read.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '../../src/deepseek/client.ts';
import * as transport from '../../src/deepseek/http/sdkTransport.ts';
import type { StreamEvent } from '../../src/deepseek/types.ts';
import { ChatIndex } from '../../src/storage/history/chatIndex.ts';
import { toLine } from '../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../src/storage/nodeFiles.ts';
import { systemClock } from '../../src/systemClock.ts';
import { chatEvents } from '../../test/generated/chatEvents.ts';
import { withBenchFolder } from '../benchFolder.ts';
import { type BenchEntry, scaled } from '../entry.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const mebibyte = 1024 * 1024;

interface Row {
  readonly what: string;
  readonly outcome: string;
  /** Longest block of the event loop, in milliseconds. */
  readonly blocked: number;
  /** From Stop to the end of the call, in milliseconds; undefined if nothing is stopped. */
  readonly stopped?: number;
}

const delta = (content: string): string =>
  `data: {"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":null}]}\n\n`;

/** Bodies of about 64 MB in back-to-back packets of 1 MB. */
const bodies: readonly (readonly [string, string])[] = [
  ['events of one character', delta('a')],
  ['events without content', 'data: {}\n\n'],
  ['comments', ': keep-alive\n\n'],
  ['one line without end', 'a'],
  ['one event with brackets', '[['],
  ['think tags', delta('<think>')],
  ['events of 11 MB of text', delta('"\u0001€'.repeat(1_000_000))],
  ['events of 200,000 values', `data: {"choices":[${'{"a":0},'.repeat(100_000)}0]}\n\n`],
  ['events of 9,000 names', `data: {${names(9_000)}}\n\n`],
];

/** A non-streamed answer that consists almost entirely of log probabilities, about 10 MB. */
function probabilities(): string {
  const alternative = { token: 'word', logprob: -1.25, bytes: [119, 111, 114, 100] };
  const token = { ...alternative, top_logprobs: Array(20).fill(alternative) };
  const choice = { index: 0, finish_reason: 'stop', message: { content: 'x' } };
  const choices = [{ ...choice, logprobs: { content: Array(8_000).fill(token) } }];
  return JSON.stringify({ id: 'r1', choices });
}

function names(count: number): string {
  return Array.from({ length: count }, (_, at) => `"k${String(at)}":0`).join(',');
}

/** Runs client and index on inputs designed to block them. */
export const hostileEntry: BenchEntry = {
  name: 'hostile',
  title: 'Hostile answers and logs',
  minutes: 1,
  async run({ scale }) {
    const packets = scaled(64, scale, 4);
    const rows: Row[] = [];
    const whole = probabilities();
    for (const [what, unit] of bodies) {
      const start = what === 'one event with brackets' ? 'data: {"error":' : '';
      rows.push(await measureBody(what, start, unit, packets));
    }
    rows.push(await measureBody('an answer in one piece, full of probabilities', '', whole, 1));
    const turns = scaled(50_000, scale, 100);
    rows.push(await measureListing(`a log of ${turns} turns`, turns, new Uint8Array()));
    for (const [what, line] of longLines(scaled(60, scale, 2))) {
      const megabytes = (line.length / mebibyte).toFixed(0);
      rows.push(await measureListing(`a log with a line of ${megabytes} MB: ${what}`, 2, line));
    }
    return {
      lines: [
        '| what is read | outcome | host held up at most, ms | Stop → ended, ms |',
        '| --- | --- | ---: | ---: |',
        ...rows.map(
          ({ what, outcome, blocked, stopped }) =>
            `| ${what} | ${outcome} | ${blocked.toFixed(0)} | ${stopped?.toFixed(0) ?? ''} |`,
        ),
      ],
      figures: {
        'host blocked': Math.max(...rows.map(({ blocked }) => blocked)),
        stop: Math.max(...rows.map(({ stopped = 0 }) => stopped)),
      },
    };
  },
};

async function measureBody(
  what: string,
  start: string,
  unit: string,
  packets: number,
): Promise<Row> {
  const packet = new TextEncoder().encode(unit.repeat(Math.ceil(mebibyte / unit.length)));
  const first = new TextEncoder().encode(start);
  const run = async (stopAfter: number) => {
    const caller = new AbortController();
    let sent = 0;
    let stoppedAt: number | undefined;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === stopAfter) {
          stoppedAt = performance.now();
          caller.abort();
        }
        controller.enqueue(sent === 0 && first.length > 0 ? first : packet);
        sent += 1;
        if (sent > packets) controller.close();
      },
    });
    const outcome = await readAll(body, caller.signal);
    return { outcome, stopped: Math.max(0, performance.now() - (stoppedAt ?? Infinity)) };
  };
  const watched = await longestTask(() => run(Infinity));
  const { stopped } = await run(2);
  return { what, outcome: watched.result.outcome, blocked: watched.longest, stopped };
}

/** CPU of this thread in milliseconds for the longest task of some work, excluding other processes. */
async function longestTask<T>(work: () => Promise<T>): Promise<{ result: T; longest: number }> {
  let longest = 0;
  let before = threadCpu();
  let done = false;
  const watch = (): void => {
    const now = threadCpu();
    longest = Math.max(longest, now - before);
    before = now;
    if (!done) setImmediate(watch);
  };
  setImmediate(watch);
  const result = await work();
  done = true;
  return { result, longest };
}

function threadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function readAll(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const client = createClient({
    clock: systemClock,
    logger,
    userAgent: 'bench',
    loadTransport: () => Promise.resolve(transport),
    fetch: () =>
      Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } })),
  });
  const call = {
    target: { baseUrl: 'https://api.deepseek.com', apiKey: 'sk-bench' },
    profile: 'official',
    body: { model: 'deepseek-flash', messages: [], stream: true },
    idleTimeoutMs: 120_000,
  } as const;
  let last: StreamEvent | undefined;
  for await (const event of client.streamChat(call, signal)) last = event;
  return last?.type === 'ended' ? last.outcome.status : 'no end';
}

/** A folder with two chats: one with many turns, and one with a line of many megabytes. */
async function measureListing(what: string, turns: number, long: Uint8Array): Promise<Row> {
  return await withBenchFolder(async (folder) => {
    const shape = { id: 'c', seed: 1, turns, answerLength: 60, reasoningLength: 0 };
    await nodeFiles.makeFolder(join(folder, 'chats'));
    const log = (name: string) => join(folder, 'chats', `${name}.jsonl`);
    const events = [...chatEvents(shape)].map((event) => toLine(event));
    await writeFile(log('c'), Buffer.concat(events));
    await writeFile(log('d'), Buffer.concat([...events.slice(0, 2), long]));
    const index = new ChatIndex({ folder, files: nodeFiles, logger });
    const { longest } = await longestTask(() => index.refresh(new Set(), () => undefined));
    return { what, outcome: `${index.all.length} chats`, blocked: longest };
  });
}

/** Makes one line for a log of 60 MB. */
function longLines(megabytes: number): readonly (readonly [string, Uint8Array])[] {
  const size = megabytes * mebibyte;
  const question = (text: string) =>
    toLine({
      type: 'turnStarted',
      turnId: 'long',
      parentId: null,
      at: 1,
      user: { text, context: [] },
      starter: text,
    });
  const filled = (text: string) => Buffer.from(`{"type":"titled","x":[${text}0]}\n`);
  return [
    ['nothing that is JSON', Buffer.from('x'.repeat(size))],
    ['a question', question('x'.repeat(size / 4))],
    ['a question of escape sequences', question('\u0001'.repeat(Math.floor(size / 12)))],
    ['short strings', filled(`"${'x'.repeat(60_000)}",`.repeat(Math.floor(size / 60_000)))],
    ['numbers', filled('0,'.repeat(299_000))],
    ['names of fields', Buffer.from(`{"type":"titled",${names(9_900)}}\n`)],
  ];
}
