/** The packaged extension in a real VS Code, compared with a minimal panel. */

import { ChatTexts } from '../../test/generated/chatTexts.ts';
import { SeededRandom } from '../../test/generated/seededRandom.ts';
import { createPackage } from '../../scripts/package.ts';
import { median, ratio, scaled, type BenchEntry, type Figures } from '../entry.ts';
import type { PacedPlan } from './pacedServer.ts';
import { ownPanel, plainPanel, MeasuredPanel, type Cost, type Subject } from './measuredPanel.ts';

/** Measurements by name, one value per round. */
type Round = Record<string, number>;

/** Medians of all rounds by name. */
type Compare = (what: string) => { readonly theirs: number; readonly ours: number };

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
  minutes: 5.5,
  needsBuild: true,
  async run({ scale }) {
    const rounds = scaled(3, scale);
    await createPackage();
    const files = new Map<Subject, string>();
    for (const subject of subjects) files.set(subject, await subject.pack());
    const all = new Map(subjects.map((subject) => [subject, [] as Round[]]));
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
    const of = (rows: readonly Round[], what: string) =>
      median(rows.map((round) => round[what] ?? Number.NaN));
    const compare: Compare = (what) => ({ theirs: of(plain, what), ours: of(own, what) });
    return {
      lines: [
        `Medians of ${String(rounds)} rounds, each in a VS Code of its own, the panels in turn. CPU is that of the thread or process; the window’s thread is shared with the workbench.`,
        '',
        '| what | plain text | ours | ours beside it |',
        '| --- | ---: | ---: | ---: |',
        ...Object.keys(own[0] ?? {}).map((what) => {
          const { theirs, ours } = compare(what);
          const beside = theirs === 0 ? `+${ours.toFixed(0)}` : ratio(ours, theirs);
          return `| ${what} | ${theirs.toFixed(0)} | ${ours.toFixed(0)} | ${beside} |`;
        }),
      ],
      figures: toFigures(compare),
    };
  },
};

async function measure(
  subject: Subject,
  file: string,
  length: number,
  seed: number,
): Promise<Round> {
  const panel = await MeasuredPanel.open(subject, file);
  try {
    const figures: Round = { 'idle extension host, MB': await panel.idleHostMemory() };
    const text = new ChatTexts(new SeededRandom(seed + 1), 'english').answer(length);
    const first = await panel.ask({ text: 'Short.', deltaLength: 4, deltasPerSecond: 100 });
    figures['Enter to request, first turn, ms'] = first.answer.askedAt - first.seen.enterAt;
    for (const rate of rates) {
      const cost = await panel.ask({ ...rate, text });
      const name = `${String(rate.deltasPerSecond)}/s: `;
      for (const [what, value] of Object.entries(toRound(cost))) figures[name + what] = value;
    }
    figures['activation as VS Code shows it, ms'] = await panel.activation();
    return figures;
  } finally {
    await panel.close();
  }
}

function toRound({ seen, answer, pageCpu, hostCpu }: Cost): Round {
  return {
    'window’s main thread, CPU ms': pageCpu,
    'extension host, CPU ms': hostCpu,
    'tasks over 50 ms': seen.longTasks.length,
    'tasks over 100 ms': seen.longTasks.filter((task) => task > 100).length,
    'frames drawn': seen.frames.length,
    'Enter to request, ms': answer.askedAt - seen.enterAt,
    'first byte to painted, ms': seen.beginAt - answer.firstAt,
    'last byte to last text painted, ms': seen.endAt - answer.lastAt,
  };
}

/** The figures that the targets use. */
function toFigures(compare: Compare): Figures {
  const beside = (what: string) => compare(what).ours / compare(what).theirs;
  const beyond = (what: string) => compare(what).ours - compare(what).theirs;
  const figures: Record<string, number> = {
    'idle memory': beyond('idle extension host, MB'),
    activation: compare('activation as VS Code shows it, ms').ours,
  };
  for (const pace of rates.map(({ deltasPerSecond }) => `${String(deltasPerSecond)}/s`)) {
    const { ours: end } = compare(`${pace}: last byte to last text painted, ms`);
    figures[`${pace}: window beside plain text`] = beside(`${pace}: window’s main thread, CPU ms`);
    figures[`${pace}: host beside plain text`] = beside(`${pace}: extension host, CPU ms`);
    figures[`${pace}: long tasks`] = Math.max(0, beyond(`${pace}: tasks over 100 ms`));
    figures[`${pace}: last byte to painted`] = end;
    figures[`${pace}: Enter to request`] = beside(`${pace}: Enter to request, ms`);
    figures[`${pace}: first byte to painted`] = beside(`${pace}: first byte to painted, ms`);
  }
  return figures;
}
