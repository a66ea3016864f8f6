/** Importing a large file of chats: CPU and memory of the worker, and the longest block of the host. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { toExportedChat } from '../../src/conversation/export/exportJson.ts';
import { importLimits } from '../../src/conversation/limits.ts';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { ChatImports, type StagingResult } from '../../src/storage/imports/chatImports.ts';
import { nodeFiles } from '../../src/storage/nodeFiles.ts';
import { systemClock } from '../../src/systemClock.ts';
import { chatEvents } from '../../test/generated/chatEvents.ts';
import { withBenchFolder } from '../benchFolder.ts';
import { type BenchEntry, scaled } from '../entry.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Row {
  readonly what: string;
  readonly bytes: number;
  readonly outcome: string;
  /** CPU seconds of the process. */
  readonly cpu: number;
  /** Longest block of the event loop, in milliseconds. */
  readonly blocked: number;
  /** Peak memory of the process in megabytes, above the initial value. */
  readonly memory: number;
}

/** One file with a chat of many turns, and files that are rejected. */
export const importEntry: BenchEntry = {
  name: 'import',
  title: 'Importing a file of chats',
  minutes: 1,
  async run({ scale }) {
    const turns = scaled(50_000, scale, 10);
    return await withBenchFolder(async (folder) => {
      const rows: Row[] = [];
      for (const [what, make] of files(turns)) rows.push(await measure(folder, what, make()));
      const [whole, ...refused] = rows;
      const worst = Math.max(...rows.map(({ blocked }) => blocked));
      return {
        lines: [
          'The script of the worker is read as TypeScript, which takes some tenths of a second of each CPU.',
          '',
          '| file | MB | outcome | CPU, s | host held up at most, ms | memory, MB |',
          '| --- | ---: | --- | ---: | ---: | ---: |',
          ...rows.map(toLine),
        ],
        figures: {
          cpu: (whole?.cpu ?? Number.NaN) * 1000,
          memory: whole?.memory ?? Number.NaN,
          'refusal: cpu': Math.max(...refused.map(({ cpu }) => cpu)) * 1000,
          'host blocked': worst,
        },
      };
    });
  },
};

function files(turns: number): readonly (readonly [string, () => Uint8Array])[] {
  const encode = (text: string) => new TextEncoder().encode(text);
  const exported = (): string => {
    const shape = { id: 'c', seed: 1, turns, answerLength: 60, reasoningLength: 0 };
    return JSON.stringify(
      toExportedChat(reduceAll(emptyConversation, chatEvents(shape)), 1),
      undefined,
      2,
    );
  };
  const created = '{"type":"conversationCreated","id":"c","at":1,"systemPrompt":""}';
  const user = '"user":{"text":"","context":[]}';
  const file = (events: readonly string[]) =>
    encode(`{"format":"deepseek-chat","version":1,"events":[${[created, ...events].join(',')}]}`);
  const versions = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `{"type":"turnStarted","turnId":"t${index}","parentId":null,"at":1,${user}}`,
    );
  const calls = Array.from(
    { length: importLimits.parts + 1 },
    (_, index) =>
      `{"type":"toolCallRequested","turnId":"t0","partId":"p${index}","at":1,"callId":"","name":"","arguments":""}`,
  );
  const head = '{"format":"deepseek-chat","version":1,"events":[';
  return [
    [`${turns} turns`, () => encode(exported())],
    ['nested 10,000,000 deep', () => encode('['.repeat(10_000_000))],
    ['too many events', () => encode(`${head}${'{},'.repeat(importLimits.events + 1)}{}]}`)],
    ['too many turns', () => file(versions(importLimits.turns + 1))],
    ['too many versions', () => file(versions(importLimits.siblings + 1))],
    ['too many parts', () => file([...versions(1), ...calls])],
    ['one byte too large', () => new Uint8Array(importLimits.file + 1)],
  ];
}

async function measure(folder: string, what: string, bytes: Uint8Array): Promise<Row> {
  const length = bytes.length;
  mkdirSync(join(folder, 'chats'), { recursive: true });
  const imports = new ChatImports({
    folder,
    files: nodeFiles,
    clock: systemClock,
    logger,
    writer: 'bench',
    worker: join(import.meta.dirname, '../../src/storage/imports/importWorker.ts'),
  });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  delay.enable();
  const result = await imports.stage(bytes, {
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  if (result.ok === true) await result.keep();
  delay.disable();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  return {
    what,
    bytes: length,
    outcome: outcomeOf(result),
    cpu: (user + system) / 1e6,
    blocked: delay.max / 1e6,
    memory: (most - before) / 1e6,
  };
}

function outcomeOf(result: StagingResult): string {
  if (result.ok === true) return 'taken';
  return result.ok === false ? (result.detail.limit ?? result.problem.kind) : result.ok;
}

function toLine({ what, bytes, outcome, cpu, blocked, memory }: Row): string {
  const size = (bytes / 1e6).toFixed(0);
  return `| ${what} | ${size} | ${outcome} | ${cpu.toFixed(2)} | ${blocked.toFixed(0)} | ${memory.toFixed(0)} |`;
}
