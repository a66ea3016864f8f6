/** How soon a panel opened by its command accepts text in a real VS Code, compared with the plain one. */

import { createPackage } from '../../scripts/package.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { findWebview, pressCommand } from '../../scripts/host/workbench.ts';
import { median, ratio, scaled, spread, type BenchEntry } from '../entry.ts';
import { ownPanel, plainPanel, type Subject } from './measuredPanel.ts';

/** Milliseconds since the command was run. */
interface Opening {
  /** The page's first paint, which includes the composer in both panels. */
  readonly 'composer painted': number;
  readonly 'first key painted': number;
}

interface WatchedWindow {
  enterAt: number;
}

/** Each round opens each panel in a new window. */
export const panelOpensEntry: BenchEntry = {
  name: 'panel opens',
  title: 'Opening the panel by its command, in a real VS Code',
  minutes: 4,
  needsBuild: true,
  async run({ scale }) {
    await createPackage();
    const rounds = scaled(5, scale, 2);
    const [own = [], plain = []] = await measureOpenings([ownPanel, plainPanel], rounds);
    const of = (all: readonly Opening[], what: keyof Opening) =>
      all.map((opening) => opening[what]);
    const compare = (what: keyof Opening) => median(of(own, what)) / median(of(plain, what));
    return {
      lines: [
        `Milliseconds from the Enter that gives the command, median (least–most) of ${String(rounds)} windows, the panels in turn. The extension is activated by it.`,
        '',
        '| what | plain text | ours | ours beside it |',
        '| --- | ---: | ---: | ---: |',
        ...(['composer painted', 'first key painted'] as const).map(
          (what) =>
            `| ${what} | ${spread(of(plain, what))} | ${spread(of(own, what))} | ${ratio(compare(what), 1)} |`,
        ),
      ],
      figures: { 'composer beside plain text': compare('composer painted') },
    };
  },
};

/** Opens the panels alternately, so that a slow period of the machine affects both. */
export async function measureOpenings(
  subjects: readonly Subject[],
  rounds: number,
): Promise<readonly (readonly Opening[])[]> {
  const sessions: Session[] = [];
  try {
    for (const { pack, mayLoad, settings } of subjects) {
      const options = mayLoad === undefined ? {} : { mayLoad };
      // Nothing is asked, so no server is needed.
      const session = { install: [await pack()], settings: settings('http://127.0.0.1:9') };
      sessions.push(await startSession({ ...session, ...options }));
    }
    const results = subjects.map((): Opening[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, session] of sessions.entries()) {
        const subject = subjects[index];
        if (subject !== undefined) results[index]?.push(await measureOpening(session, subject));
      }
    }
    return results;
  } finally {
    for (const session of sessions) await session.stop();
  }
}

async function measureOpening(session: Session, subject: Subject): Promise<Opening> {
  const page = await session.openWindow({
    prepare: async (opened) => void (await opened.addInitScript(watchEnter)),
  });
  await pressCommand(page, `${subject.container}: Focus on Chat View`);
  const frame = await findWebview(page, subject.composer);
  const composer = frame.locator(subject.composer);
  const keyed = frame.evaluate(firstKey, subject.composer);
  let shown = false;
  void keyed.then(() => (shown = true));
  // A key may still go to the workbench, because it moves the focus asynchronously.
  const typed = async () => {
    await composer.click();
    await page.keyboard.press('a');
    return shown;
  };
  await until(typed, { what: `a key in ${subject.name}`, timeoutMs: 60_000, everyMs: 20 });
  const enterAt = await page.evaluate(() => (window as unknown as WatchedWindow).enterAt);
  const paintAt = await frame.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return performance.timeOrigin + (paint?.startTime ?? Number.NaN);
  });
  const keyAt = await keyed;
  await page.context().close();
  return { 'composer painted': paintAt - enterAt, 'first key painted': keyAt - enterAt };
}

/** Records when the command was run; runs in the window before its own scripts. */
function watchEnter(): void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    (window as unknown as WatchedWindow).enterAt = performance.timeOrigin + event.timeStamp;
  };
  window.addEventListener('keydown', onKey, true);
}

/** Resolves to when the first key in the composer was painted; runs in the page. */
function firstKey(composer: string): Promise<number> {
  return new Promise((resolve) => {
    const painted = () =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(0);
      });
    document.querySelector(composer)?.addEventListener('input', painted, { once: true });
  });
}
