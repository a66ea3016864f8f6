/** The packaged extension in a real VS Code, beside the least panel that there can be. */

import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { createPackage } from '../scripts/package.ts';
import { median, ratio, scaled, type BenchEntry } from './entry.ts';
import type { PacedPlan } from './pacedServer.ts';
import { ownPanel, plainPanel, WatchedPanel, type Cost, type Subject } from './watchedPanel.ts';

/** Figures by what they are; each measured once a round. */
type Figures = Record<string, number>;

const subjects = [plainPanel, ownPanel];

/** 8,000 tokens are about 32,000 characters of English. */
const rates: readonly Omit<PacedPlan, 'text'>[] = [
  { deltasPerSecond: 100, deltaLength: 16 },
  { deltasPerSecond: 1_000, deltaLength: 4 },
];

/** Answers of 8,000 tokens at two rates. */
export const vscodeEntry: BenchEntry = {
  name: 'vscode',
  title: 'In a real VS Code, beside a plain-text panel',
  minutes: 5,
  needsBuild: true,
  async run({ scale }) {
    const rounds = scaled(3, scale);
    await createPackage();
    const files = new Map<Subject, string>();
    for (const subject of subjects) files.set(subject, await subject.pack());
    const all = new Map(subjects.map((subject) => [subject, [] as Figures[]]));
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) {
        const figures = await measure(
          subject,
          files.get(subject) ?? '',
          scaled(32_000, scale),
          round,
        );
        all.get(subject)?.push(figures);
      }
    }
    const [plain = [], own = []] = subjects.map((subject) => all.get(subject));
    return [
      `Medians of ${String(rounds)} rounds, each in a VS Code of its own, the panels in turn. CPU is that of the thread or process; the window’s thread is shared with the workbench.`,
      '',
      '| what | plain text | ours | ours beside it |',
      '| --- | ---: | ---: | ---: |',
      ...Object.keys(own[0] ?? {}).map((what) => {
        const [theirs, ours] = [plain, own].map((rows) =>
          median(rows.map((figures) => figures[what] ?? Number.NaN)),
        ) as [number, number];
        const beside = theirs === 0 ? `+${ours.toFixed(0)}` : ratio(ours, theirs);
        return `| ${what} | ${theirs.toFixed(0)} | ${ours.toFixed(0)} | ${beside} |`;
      }),
    ];
  },
};

async function measure(
  subject: Subject,
  file: string,
  length: number,
  seed: number,
): Promise<Figures> {
  const panel = await WatchedPanel.open(subject, file);
  try {
    const figures: Figures = { 'idle extension host, MB': await panel.idleHostMemory() };
    const text = new ChatTexts(new Dice(seed + 1), 'english').answer(length);
    const first = await panel.ask({ text: 'Short.', deltaLength: 4, deltasPerSecond: 100 });
    figures['Enter to request, first turn, ms'] = first.answer.askedAt - first.seen.enterAt;
    for (const rate of rates) {
      const cost = await panel.ask({ ...rate, text });
      const name = `${String(rate.deltasPerSecond)}/s: `;
      for (const [what, value] of Object.entries(toFigures(cost))) figures[name + what] = value;
    }
    figures['activation as VS Code shows it, ms'] = await panel.activation();
    return figures;
  } finally {
    await panel.close();
  }
}

function toFigures({ seen, answer, pageCpu, hostCpu }: Cost): Figures {
  return {
    'window’s main thread, CPU ms': pageCpu,
    'extension host, CPU ms': hostCpu,
    'tasks over 50 ms': seen.longTasks.length,
    'tasks over 100 ms': seen.longTasks.filter((one) => one > 100).length,
    'frames drawn': seen.frames.length,
    'Enter to request, ms': answer.askedAt - seen.enterAt,
    'first byte to painted, ms': seen.beginAt - answer.firstAt,
    'last byte to last text painted, ms': seen.endAt - answer.lastAt,
  };
}
