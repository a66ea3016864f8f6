/** What keeping one more turn costs in a chat that is small, large and very large, beside other ways. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../src/conversation/events/events.ts';
import { chatEvents, turnEvents } from '../test/generated/chatEvents.ts';
import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { describeDisk, withBenchFolder } from './benchFolder.ts';
import {
  type BenchEntry,
  type Figures,
  median,
  percentile,
  ratio,
  scaled,
  timed,
} from './entry.ts';
import {
  chatId,
  onceFileStore,
  ownStore,
  sqliteStore,
  unsyncedFileStore,
  unsyncedOwnStore,
  wholeFileStore,
  type OpenStore,
  type TurnStore,
} from './turnStores.ts';

const sizes = [
  { label: '10 KB', bytes: 10_000 },
  { label: '1 MB', bytes: 1_000_000 },
  { label: '10 MB', bytes: 10_000_000 },
  { label: '50 MB', bytes: 50_000_000 },
];
/** The chat by which the target is judged. */
const judged = '10 MB';
/** Written whole, a larger chat takes seconds a turn. */
const mostWhole = 10_000_000;
const wholeFileStores = [wholeFileStore, onceFileStore, unsyncedFileStore];
const stores = [
  ownStore,
  unsyncedOwnStore,
  ...wholeFileStores,
  sqliteStore('rollback journal, FULL'),
  sqliteStore('WAL, FULL'),
  sqliteStore('WAL, NORMAL: no sync'),
];

/** One way at one size, and its milliseconds. */
interface Case {
  readonly label: string;
  readonly store: TurnStore;
  readonly open: OpenStore;
  /** Opening the chat and keeping the first turn. */
  readonly first: number;
  readonly later: number[];
}

const blockTurns = 5;

/** Turns of one question, reasoning and answer in ten pieces, about 7 KB as a log. */
export const appendEntry: BenchEntry = {
  name: 'append',
  title: 'Keeping one more turn',
  minutes: 1.5,
  async run({ scale }) {
    const blocks = scaled(6, scale, 2);
    return await withBenchFolder(async (folder) => {
      const cases = await openAll(folder, scale);
      const turns = nextTurns();
      for (let block = 0; block < blocks; block++) {
        for (const one of cases) await runBlock(one, turns);
      }
      for (const { open } of cases) await open.close();
      const medianOf = (label: string | undefined, store: TurnStore = ownStore): number =>
        median(cases.find((one) => one.label === label && one.store === store)?.later ?? []);
      const small = sizes.at(0)?.label;
      const large = sizes.at(-1)?.label;
      const beside = (store: TurnStore, ours: TurnStore) =>
        medianOf(judged, store) / medianOf(judged, ours);
      const figures: Figures = {
        '10 MB: whole file beside ours': beside(wholeFileStore, ownStore),
        '10 MB: whole file once beside ours': beside(onceFileStore, ownStore),
        '10 MB: whole file beside ours, no sync': beside(unsyncedFileStore, unsyncedOwnStore),
      };
      const lines = [
        `Milliseconds of a turn of about 7 KB in ten pieces, on ${describeDisk()}; each way at each size ${blocks} times in turn, ${blockTurns} turns at a time after one that does not count.`,
        'The first turn includes opening the chat.',
        '',
        '| chat of | way | first turn | median | p95 | median beside ours |',
        '| --- | --- | ---: | ---: | ---: | ---: |',
        ...cases.map((one) => toRow(one, medianOf(one.label))),
        '',
        `Ours at ${large ?? ''} beside ours at ${small ?? ''}: ${ratio(medianOf(large), medianOf(small))}.`,
        `In the chat of ${judged} the whole file takes ${ratio(beside(wholeFileStore, ownStore), 1)} of ours where both keep the question before it is asked and the end, ${ratio(beside(onceFileStore, ownStore), 1)} where it keeps only the end, ${ratio(beside(unsyncedFileStore, unsyncedOwnStore), 1)} where nobody waits for the disk.`,
      ];
      return { lines, figures };
    });
  },
};

async function openAll(folder: string, scale: number): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const { label, bytes } of sizes) {
    const events = eventsOf(scaled(bytes, scale));
    for (const store of stores) {
      if (bytes > mostWhole && wholeFileStores.includes(store)) continue;
      const own = join(folder, String(cases.length));
      mkdirSync(own);
      store.prepare(own, events);
      const [open, first] = await timed(async () => {
        const made = await store.open(own);
        await made.addTurn(makeTurn(0));
        return made;
      });
      cases.push({ label, store, open, first, later: [] });
    }
  }
  return cases;
}

async function runBlock({ open, later }: Case, turns: TurnSource): Promise<void> {
  // The disk may still be busy with what another way wrote.
  await open.addTurn(turns());
  for (let turn = 0; turn < blockTurns; turn++) {
    const events = turns();
    const [, spent] = await timed(() => open.addTurn(events));
    later.push(spent);
  }
}

/** Events of a chat whose log has about so many bytes. */
function eventsOf(bytes: number): ConversationEvent[] {
  const turns = Math.max(1, Math.round(bytes / 6_200));
  return [
    ...chatEvents({ id: chatId, seed: 1, turns, answerLength: 1_500, reasoningLength: 1_200 }),
  ];
}

type TurnSource = () => readonly ConversationEvent[];

/** Turns whose ids no chat holds yet. */
function nextTurns(): TurnSource {
  let number = 0;
  return () => makeTurn((number += 1));
}

const texts = new ChatTexts(new Dice(2), 'mixed');

function makeTurn(number: number): readonly ConversationEvent[] {
  return turnEvents({
    id: `next${number}`,
    parentId: 't0',
    at: 1_796_000_000_000 + number * 60_000,
    question: texts.question(),
    reasoning: texts.prose(1_800),
    answer: texts.answer(1_800),
  });
}

function toRow({ label, store, first, later }: Case, ours: number): string {
  const figures = [first, median(later), percentile(later, 0.95)].map((one) => one.toFixed(1));
  return `| ${label} | ${store.name} | ${figures.join(' | ')} | ${ratio(median(later), ours)} |`;
}
