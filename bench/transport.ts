/** From the socket to the page: what a chunk costs to read, and what an answer costs to post. */

import { systemClock } from '../src/system.ts';
import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { openCountedPage, turnId } from './countedPage.ts';
import { ratio, scaled, spread, median, type BenchEntry, type Measured } from './entry.ts';
import { leastReading, ownReading, ownWhole, sdkReading, type ReadWay } from './readWays.ts';

const deltaLength = 4;
const ways: readonly ReadWay[] = [ownReading, ownWhole, leastReading, sdkReading];

/** 32,000 tokens, a delta a token. */
export const transportEntry: BenchEntry = {
  name: 'transport',
  title: 'Reading a stream and posting it',
  minutes: 0.8,
  async run({ scale }) {
    const text = new ChatTexts(new Dice(5), 'english').answer(scaled(128_000, scale));
    const read = await reading(text, scaled(5, scale));
    const posted = await posting(text);
    return {
      lines: [...read.lines, '', ...posted.lines],
      figures: { ...read.figures, ...posted.figures },
    };
  },
};

async function reading(text: string, rounds: number): Promise<Measured> {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += deltaLength) {
    chunks.push(encoder.encode(toEvent({ content: text.slice(at, at + deltaLength) }, null)));
  }
  chunks.push(encoder.encode(`${toEvent({ content: '' }, 'stop')}data: [DONE]\n\n`));
  const times = new Map<ReadWay, number[]>(ways.map((way) => [way, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      const before = process.cpuUsage();
      const length = await way.read(chunks);
      const { user, system } = process.cpuUsage(before);
      if (length !== text.length) throw new Error(`${way.name} read ${String(length)} characters.`);
      // The first round warms up.
      if (round > 0) times.get(way)?.push((user + system) / chunks.length);
    }
  }
  const of = (way: ReadWay) => median(times.get(way) ?? []);
  return {
    figures: { 'chunk beside the SDK': of(ownWhole) / of(sdkReading) },
    lines: [
      `CPU microseconds a chunk, median (least–most) of ${String(rounds)} rounds over ${chunks.length.toLocaleString('en')} chunks.`,
      '',
      '| way | µs a chunk | beside the first |',
      '| --- | ---: | ---: |',
      ...ways.map(
        (way) =>
          `| ${way.name} | ${spread(times.get(way) ?? [])} | ${ratio(of(way), of(ownReading))} |`,
      ),
    ],
  };
}

function toEvent(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', created: 1, model: 'deepseek-flash', choices })}\n\n`;
}

/** At 1,000 deltas a second. */
async function posting(text: string): Promise<Measured> {
  const page = openCountedPage(systemClock);
  const started = performance.now();
  for (let at = 0; at < text.length;) {
    const due = Math.min(text.length, Math.floor(performance.now() - started + 1) * deltaLength);
    for (; at < due; at += deltaLength) {
      const piece = { turnId, partId: 'p', kind: 'content' as const, at: 1 };
      const event = { type: 'partAppended' as const, ...piece, offset: at };
      page.take([{ ...event, text: text.slice(at, at + deltaLength) }]);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const seconds = (performance.now() - started) / 1000;
  page.close();
  const posts = page.posted.length;
  const bytes = page.posted.reduce((sum, one) => sum + one, 0);
  const deltas = Math.ceil(text.length / deltaLength);
  // The first post holds one delta; posts grow a little as the answer's offsets do.
  const each = deltas * (page.posted[0] ?? 0);
  // What a panel posts that sends the answer so far with each delta.
  const whole = (deltas * text.length) / 2;
  return {
    figures: {
      'bytes beside the answer': bytes / text.length,
      'posts a second': posts / seconds,
    },
    lines: [
      `An answer of ${text.length.toLocaleString('en')} characters at 1,000 deltas a second, ${deltas.toLocaleString('en')} of them.`,
      '',
      '| way | posts | posts a second | bytes | beside the answer’s own |',
      '| --- | ---: | ---: | ---: | ---: |',
      `| ours, a visible page | ${String(posts)} | ${(posts / seconds).toFixed(1)} | ${bytes.toLocaleString('en')} | ${ratio(bytes, text.length)} |`,
      `| each delta by itself | ${String(deltas)} | ${(deltas / seconds).toFixed(0)} | ${each.toLocaleString('en')} | ${ratio(each, text.length)} |`,
      `| the answer so far with each delta | ${String(deltas)} | ${(deltas / seconds).toFixed(0)} | ${whole.toLocaleString('en')} | ${ratio(whole, text.length)} |`,
    ],
  };
}
