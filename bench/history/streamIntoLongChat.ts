/** Streams an answer into chats of a hundred, a thousand and five thousand messages, in the panel's page. */

import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import { turnIdAt } from '../../test/generated/chatEvents.ts';
import { ChatTexts } from '../../test/generated/chatTexts.ts';
import { SeededRandom } from '../../test/generated/seededRandom.ts';
import { median, ratio, scaled, spread, type BenchEntry, type Figures } from '../entry.ts';
import { HistoryPages } from './historyPage.ts';
import { makeLongChat, type LongChat } from './longChat.ts';

/** 8,000 tokens of about four characters. */
const tokens = { count: 8_000, length: 4, aSecond: 1_000 };

/** Number of messages above the answer. */
const lengths = [100, 1_000, 5_000];

/** Cost of one answer; CPU in milliseconds. */
interface Cost {
  readonly cpu: number;
  readonly frames: number;
  readonly longTasks: number;
}

/** The cases alternate. */
export const streamIntoLongChatEntry: BenchEntry = {
  name: 'under',
  title: 'An answer that streams into a long chat',
  needsBuild: true,
  minutes: 2,
  async run({ scale }) {
    const rounds = scaled(3, scale);
    const text = new ChatTexts(new SeededRandom(9), 'english').answer(
      scaled(tokens.count * tokens.length, scale),
    );
    const pages = await HistoryPages.start();
    const costs = lengths.map((): Cost[] => []);
    try {
      for (let round = 0; round < rounds; round++) {
        for (const [index, messages] of lengths.entries()) {
          const chat = makeLongChat(scaled(messages, scale, 4));
          costs[index]?.push(await measure(pages, chat, text));
        }
      }
    } finally {
      await pages.stop();
    }
    const of = (index: number) => median((costs[index] ?? []).map(({ cpu }) => cpu));
    const figures: Figures = { '5,000 beside 100': of(2) / of(0) };
    return {
      lines: [
        `CPU milliseconds of the page’s main thread, median (least–most) of ${String(rounds)} rounds in turn; ${text.length.toLocaleString('en')} characters at 1,000 deltas a second, posted once a frame as the host does.`,
        '',
        '| messages | CPU | beside the first | frames | tasks over 50 ms |',
        '| ---: | ---: | ---: | ---: | ---: |',
        ...lengths.map((messages, index) => {
          const own = costs[index] ?? [];
          const cells = [spread(own.map(({ cpu }) => cpu)), ratio(of(index), of(0))];
          const frames = median(own.map((cost) => cost.frames)).toFixed(0);
          const tasks = median(own.map((cost) => cost.longTasks)).toFixed(0);
          return `| ${String(scaled(messages, scale, 4))} | ${[...cells, frames, tasks].join(' | ')} |`;
        }),
      ],
      figures,
    };
  },
};

async function measure(pages: HistoryPages, chat: LongChat, text: string): Promise<Cost> {
  const opened = await pages.open('ours', chat);
  try {
    const { page, cpu } = opened;
    const before = await cpu.spent();
    const turnId = 'next';
    const started: ConversationEvent = {
      type: 'turnStarted',
      turnId,
      parentId: turnIdAt(chat.turns.length - 1),
      at: Date.now(),
      user: { text: 'What is there to say?', context: [] },
    };
    const ended: ConversationEvent = {
      type: 'turnEnded',
      turnId,
      at: Date.now(),
      status: 'complete',
      finishReason: 'stop',
    };
    const revision = opened.nextRevision();
    const plan = { text, turnId, started, ended, revision, ...tokens };
    const seen = await page.evaluate(streamInPage, plan);
    await cpu.rest();
    return { ...seen, cpu: (await cpu.spent()) - before };
  } finally {
    await opened.close();
  }
}

/** Runs in the page: posts the due deltas in each frame, like the host; resolves when the end is painted. */
async function streamInPage(plan: {
  readonly text: string;
  readonly turnId: string;
  readonly started: ConversationEvent;
  readonly ended: ConversationEvent;
  readonly revision: number;
  readonly length: number;
  readonly aSecond: number;
}): Promise<{ frames: number; longTasks: number }> {
  const { text, turnId, length, aSecond } = plan;
  let { revision } = plan;
  const post = (event: ConversationEvent): void => {
    window.postMessage({ type: 'events', revision: revision++, events: [event] }, '*');
  };
  let longTasks = 0;
  let frames = 0;
  let at = 0;
  const observer = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
  observer.observe({ type: 'longtask' });
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  post(plan.started);
  await frame();
  const began = performance.now();
  while (at < text.length) {
    const due = Math.floor(((performance.now() - began) * aSecond) / 1000) * length;
    const piece = text.slice(at, due);
    const now = Date.now();
    if (piece !== '') {
      post({
        type: 'partAppended',
        turnId,
        partId: 'p1',
        kind: 'content',
        offset: at,
        text: piece,
        at: now,
      });
      at += piece.length;
    }
    await frame();
    frames++;
  }
  post(plan.ended);
  const isThere = (): boolean => {
    const last = [...document.querySelectorAll('article')].at(-1);
    return last?.ariaBusy === 'false' && last.textContent.includes(text.trim().slice(-12));
  };
  while (!isThere()) {
    if (performance.now() - began > 120_000) throw new Error('The end of the answer is not there.');
    await frame();
  }
  await frame();
  observer.disconnect();
  return { frames, longTasks };
}
