/** What keeping one more turn costs in a chat that is small, large and very large, beside other ways. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../src/conversation/events.ts';
import { chatEvents, turnEvents } from '../test/generated/chatEvents.ts';
import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { describeDisk, withBenchFolder } from './benchFolder.ts';
import { type BenchEntry, median, percentile, ratio, scaled, timed } from './entry.ts';
import { chatId, ownStore, sqliteStore, wholeFileStore, type TurnStore } from './turnStores.ts';

const sizes = [
  { label: '10 KB', bytes: 10_000 },
  { label: '1 MB', bytes: 1_000_000 },
  { label: '50 MB', bytes: 50_000_000 },
];
const stores = [
  ownStore,
  wholeFileStore,
  sqliteStore('rollback journal, FULL'),
  sqliteStore('WAL, FULL'),
  sqliteStore('WAL, NORMAL: no sync'),
];

/** Milliseconds of one way at one size. */
interface Measured {
  /** Opening the chat and keeping the first turn. */
  readonly first: number;
  readonly later: readonly number[];
}

/** Turns of one question, reasoning and answer in ten pieces, about 7 KB as a log. */
export const appendEntry: BenchEntry = {
  name: 'append',
  title: 'Keeping one more turn',
  async run({ scale }) {
    const turns = scaled(40, scale, 3);
    const rows: string[] = [];
    const own: number[] = [];
    for (const { label, bytes } of sizes) {
      const events = eventsOf(scaled(bytes, scale));
      const measured = await withBenchFolder((folder) => measureSize(folder, events, turns));
      const ours = median(measured[0]?.later ?? []);
      own.push(ours);
      for (const [index, store] of stores.entries()) {
        const one = measured[index];
        if (one !== undefined) rows.push(toRow(label, store.name, one, ours));
      }
    }
    return [
      `Milliseconds of a turn of about 7 KB in ten pieces, ${turns} turns each, the ways in turn, on ${describeDisk()}.`,
      'The first turn includes opening the chat.',
      '',
      '| chat of | way | first turn | median | p95 | median beside ours |',
      '| --- | --- | ---: | ---: | ---: | ---: |',
      ...rows,
      '',
      `Ours at ${sizes.at(-1)?.label ?? ''} beside ours at ${sizes[0]?.label ?? ''}: ${ratio(own.at(-1) ?? 0, own[0] ?? 0)}.`,
    ];
  },
};

async function measureSize(
  folder: string,
  events: readonly ConversationEvent[],
  turns: number,
): Promise<readonly Measured[]> {
  const folders = stores.map((store, index) => prepare(join(folder, String(index)), store, events));
  const opened = [];
  const made = nextTurns(turns + 1);
  for (const [index, store] of stores.entries()) {
    const [open, first] = await timed(async () => {
      const one = await store.open(folders[index] ?? '');
      await one.addTurn(made[0] ?? []);
      return one;
    });
    opened.push({ open, first, later: [] as number[] });
  }
  // In turn, so that a slow minute of the disk touches all alike.
  for (const turn of made.slice(1)) {
    for (const { open, later } of opened) {
      const [, spent] = await timed(() => open.addTurn(turn));
      later.push(spent);
    }
  }
  for (const { open } of opened) await open.close();
  return opened;
}

function prepare(folder: string, store: TurnStore, events: readonly ConversationEvent[]): string {
  mkdirSync(folder);
  store.prepare(folder, events);
  return folder;
}

/** Events of a chat whose log has about so many bytes. */
function eventsOf(bytes: number): ConversationEvent[] {
  const turns = Math.max(1, Math.round(bytes / 6_200));
  return [
    ...chatEvents({ id: chatId, seed: 1, turns, answerLength: 1_500, reasoningLength: 1_200 }),
  ];
}

function nextTurns(count: number): readonly ConversationEvent[][] {
  const texts = new ChatTexts(new Dice(2), 'mixed');
  return Array.from({ length: count }, (_, index) =>
    turnEvents({
      id: `next${index}`,
      parentId: index === 0 ? 't0' : `next${index - 1}`,
      at: 1_796_000_000_000 + index * 60_000,
      question: texts.question(),
      reasoning: texts.prose(1_800),
      answer: texts.answer(1_800),
    }),
  );
}

function toRow(label: string, name: string, { first, later }: Measured, ours: number): string {
  const figures = [first, median(later), percentile(later, 0.95)].map((one) => one.toFixed(1));
  return `| ${label} | ${name} | ${figures.join(' | ')} | ${ratio(median(later), ours)} |`;
}
