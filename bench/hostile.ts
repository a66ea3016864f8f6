/** Hostile answers and logs: the longest block of the host, and how soon Stop ends a running read. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createClient } from '../src/deepseek/client.ts';
import * as transport from '../src/deepseek/http/sdkTransport.ts';
import type { StreamEvent } from '../src/deepseek/types.ts';
import { ChatIndex } from '../src/storage/history/chatIndex.ts';
import { toLine } from '../src/storage/log/logFormat.ts';
import { nodeFiles } from '../src/storage/nodeFiles.ts';
import { systemClock } from '../src/system.ts';
import { chatEvents } from '../test/generated/chatEvents.ts';
import { withBenchFolder } from './benchFolder.ts';
import { type BenchEntry, scaled } from './entry.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const mebibyte = 1024 * 1024;

interface Row {
  readonly what: string;
  readonly outcome: string;
  /** Milliseconds that the event loop was held up at most. */
  readonly blocked: number;
  /** Milliseconds from Stop to the end of the call; none where nothing is stopped. */
  readonly stopped?: number;
}

const delta = (content: string): string =>
  `data: {"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":null}]}\n\n`;

/** Bodies of about 64 MB, in packets of 1 MB that follow each other without a pause. */
const bodies: readonly (readonly [string, string])[] = [
  ['events of one character', delta('a')],
  ['events without content', 'data: {}\n\n'],
  ['comments', ': keep-alive\n\n'],
  ['one line without end', 'a'],
  ['one event with brackets', '[['],
  ['think tags', delta('<think>')],
];

/** Client and index against what is made to hold them up. */
export const hostileEntry: BenchEntry = {
  name: 'hostile',
  title: 'Hostile answers and logs',
  minutes: 1,
  async run({ scale }) {
    const packets = scaled(64, scale, 4);
    const rows: Row[] = [];
    for (const [what, unit] of bodies) {
      const start = what === 'one event with brackets' ? 'data: {"error":' : '';
      rows.push(await measureBody(what, start, unit, packets));
    }
    rows.push(await measureListing(scaled(50_000, scale, 100), scaled(60, scale, 2)));
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
    return { outcome, stopped: performance.now() - (stoppedAt ?? performance.now()) };
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { outcome } = await run(Infinity);
  delay.disable();
  const { stopped } = await run(2);
  return { what, outcome, blocked: delay.max / 1e6, stopped };
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

/** A folder with a log of many turns, and one with a line of many megabytes. */
async function measureListing(turns: number, megabytes: number): Promise<Row> {
  return await withBenchFolder(async (folder) => {
    const shape = { id: 'c', seed: 1, turns, answerLength: 60, reasoningLength: 0 };
    await nodeFiles.makeFolder(join(folder, 'chats'));
    const log = (name: string) => join(folder, 'chats', `${name}.jsonl`);
    await writeFile(log('c'), Buffer.concat([...chatEvents(shape)].map((event) => toLine(event))));
    await writeFile(log('d'), 'x'.repeat(megabytes * mebibyte));
    const index = new ChatIndex({ folder, files: nodeFiles, logger });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await index.refresh(new Set(), () => undefined);
    delay.disable();
    const what = `a log of ${turns} turns and a line of ${megabytes} MB, listed`;
    return { what, outcome: `${index.all.length} chats`, blocked: delay.max / 1e6 };
  });
}
