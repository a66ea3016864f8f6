/** Typing in the composer while a long answer streams into a long chat, in a real VS Code. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { createPackage } from '../../scripts/package.ts';
import { chatEvents } from '../../test/generated/chatEvents.ts';
import { toLog } from '../../test/generated/chatLog.ts';
import { ChatTexts } from '../../test/generated/chatTexts.ts';
import { SeededRandom } from '../../test/generated/seededRandom.ts';
import { pressCommand } from '../../scripts/host/workbench.ts';
import { median, percentile, ratio, scaled, spread, type BenchEntry } from '../entry.ts';
import { marks } from './panelProbe.ts';
import { stopMidway, type Stopped } from './stopping.ts';
import { ownPanel, plainPanel, MeasuredPanel, type Subject } from './measuredPanel.ts';

/** Interval between keys, in milliseconds. */
const keyEvery = 150;
/** With fewer keys than this, a round has too few samples of the slowest ones. */
const minKeys = 10;

/** One round: key latencies in milliseconds from key to paint, and other measurements. */
interface Round {
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  readonly longTasks: number;
  /** Number of frames drawn, and the longest gap between two. */
  readonly frames: number;
  readonly gap: number;
  readonly keptSelection: boolean;
  /** Only for the project's own panel. */
  readonly stopped: Stopped | undefined;
}

/** 32,000 tokens at 1,000 deltas a second. */
export const typingEntry: BenchEntry = {
  name: 'typing',
  title: 'Typing while 32,000 tokens stream into a chat of 5,000 messages, in a real VS Code',
  minutes: 9,
  needsBuild: true,
  async run({ scale }) {
    await createPackage();
    const plainFile = await plainPanel.pack();
    const ownFile = await ownPanel.pack();
    // Shorter answers end before enough keys are pressed.
    const length = scaled(128_000, scale, 24_000);
    const turns = scaled(2_500, scale);
    const rows: string[] = [];
    const plain: number[] = [];
    const own: number[] = [];
    const stops: Stopped[] = [];
    for (let round = 0; round < scaled(5, scale); round++) {
      const theirs = await measure(plainPanel, plainFile, length, round);
      const ours = await measure(ownPanel, ownFile, length, round, turns);
      if (!ours.keptSelection) throw new Error('The selection in an earlier message was lost.');
      plain.push(theirs.p95);
      own.push(ours.p95);
      if (ours.stopped !== undefined) stops.push(ours.stopped);
      rows.push(
        ...[theirs, ours].map(
          (item, at) =>
            `| ${String(round + 1)} | ${at === 0 ? 'plain text, empty chat' : `ours, ${String(turns * 2)} messages`} | ${item.median.toFixed(0)} | ${item.p95.toFixed(0)} | ${item.worst.toFixed(0)} | ${String(item.longTasks)} | ${String(item.frames)} | ${item.gap.toFixed(0)} |`,
        ),
      );
    }
    const lines = [
      `Milliseconds from a key to the frame that shows it, a key every ${String(keyEvery)} ms while the answer streams at 1,000 deltas a second.`,
      '',
      '| round | panel | median | 95 of 100 | worst | tasks over 100 ms | frames drawn | longest gap |',
      '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
      '',
      `At 95 of 100 keys, medians of the rounds: ${median(own).toFixed(0)} ms beside ${median(plain).toFixed(0)} ms, ${ratio(median(own), median(plain))}. A selection made in an earlier message was still there at the end of every round, and the page was the one that was opened: it drew frames throughout and was never loaded anew.`,
      `Then Escape in the middle of another answer, in every round: the server saw the connection end after ${spread(stops.map((stop) => stop.connectionEnded))} ms, the panel said so after ${spread(stops.map((stop) => stop.reported))} ms; the text so far was kept and the composer took new text.`,
    ];
    return { lines, figures: { 'keys beside plain text': median(own) / median(plain) } };
  },
};

async function measure(
  subject: Subject,
  file: string,
  length: number,
  seed: number,
  turns = 0,
): Promise<Round> {
  const panel = await MeasuredPanel.open(subject, file, (storage) => {
    if (turns > 0) writeChat(storage, turns);
  });
  try {
    if (turns > 0) await panel.prepare(openFirstChat);
    const text = new ChatTexts(new SeededRandom(seed + 1), 'english').answer(length);
    const plan = { text, deltasPerSecond: 1_000, deltaLength: 4 };
    let kept = true;
    const until = performance.now() + (length / plan.deltaLength / plan.deltasPerSecond) * 500;
    const { seen } = await panel.ask(plan, async (page, frame, streaming) => {
      await type(page, () => streaming() && performance.now() < until);
      // The composer's caret is a selection too, so this selection is made after typing.
      await frame.getByText(marks.begin).last().waitFor({ timeout: 60_000 });
      const selected = await selectFirstParagraph(frame);
      while (streaming()) await new Promise((resolve) => setTimeout(resolve, 100));
      kept = selected !== '' && (await selectionOf(frame)) === selected;
    });
    // A reloaded page has no probe, so this also shows that all values come from one page.
    const stopped = turns > 0 ? await stopMidway(panel, plan) : undefined;
    if (seen.keys.length < minKeys) throw new Error(`Only ${String(seen.keys.length)} keys.`);
    return {
      median: median(seen.keys),
      p95: percentile(seen.keys, 0.95),
      worst: Math.max(...seen.keys),
      longTasks: seen.longTasks.filter((task) => task > 100).length,
      frames: seen.frames.length,
      gap: Math.max(...seen.frames),
      keptSelection: kept,
      stopped,
    };
  } finally {
    await panel.close();
  }
}

function writeChat(storage: string, turns: number): void {
  const folder = join(storage, 'deepchat.deepseek-chat', 'chats');
  mkdirSync(folder, { recursive: true });
  const shape = { id: 'long', seed: 3, turns, answerLength: 1_500, reasoningLength: 300 };
  writeFileSync(join(folder, 'long.jsonl'), toLog([...chatEvents(shape)]));
}

async function openFirstChat(page: Page, frame: Frame): Promise<void> {
  await pressCommand(page, 'DeepSeek: Show History');
  await frame.getByRole('searchbox', { name: 'Search chats' }).waitFor();
  await frame.getByRole('button', { name: 'All', exact: true }).click();
  await frame.locator('.ds-history .ds-chat__open').first().click();
  await frame.getByRole('article').nth(10).waitFor({ timeout: 60_000 });
}

/** Types at an even pace for the given time. */
async function type(page: Page, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await page.keyboard.press('a');
    await new Promise((resolve) => setTimeout(resolve, keyEvery));
  }
}

/** Selects a paragraph near the start of the streaming answer; resolves to its text. */
async function selectFirstParagraph(frame: Frame): Promise<string> {
  return await frame.evaluate((begin) => {
    const all = [...document.querySelectorAll('p')];
    const first = all.findLast((element) => element.textContent.includes(begin));
    if (first === undefined) return '';
    getSelection()?.selectAllChildren(first);
    return getSelection()?.toString().slice(0, 60) ?? '';
  }, marks.begin);
}

async function selectionOf(frame: Frame): Promise<string> {
  return await frame.evaluate(() => getSelection()?.toString().slice(0, 60) ?? '');
}
