/** Runs in the page: renders with one implementation while scrolled to the end; bundled by streamPage.ts. */

import type { MarkdownTexts } from '../../webview/markdown/markdownTexts.ts';
import type { CreateMarkdown } from '../../webview/markdown/scripts.ts';
import {
  drawsEachDelta,
  wayItself,
  type StreamPlan,
  type StreamSeen,
  type StreamWay,
} from './streamWays.ts';

/** A mounted renderer. */
interface Shown {
  update(text: string): void;
  end?(text: string): void;
  /** Unmounts it. */
  close?(): void;
}

type Way = (root: HTMLElement) => Shown;

/** The interface of the benchmark page. */
export interface StreamStage {
  /** Starts with a text that is already rendered; resolves when the page is idle. */
  prepare(way: StreamWay, texts: MarkdownTexts, text: string): Promise<void>;
  /** Streams the rest of an answer. */
  stream(plan: StreamPlan): Promise<StreamSeen>;
}

declare global {
  interface Window {
    peers?: Record<string, Way>;
    streamStage: StreamStage;
  }
}

/** Appends the new text, with a separate element for each block between separators. */
function plain(separator: string, name: string): Way {
  return (root) => {
    let at = 0;
    let last: Text | undefined;
    return {
      update(whole) {
        for (const [nth, piece] of whole.slice(at).split(separator).entries()) {
          if (nth > 0 || last === undefined) {
            const block = document.createElement(name);
            last = block.appendChild(document.createTextNode(''));
            root.append(block);
          }
          last.appendData(piece);
        }
        at = whole.length;
      },
    };
  };
}

function findWay(way: StreamWay, texts: MarkdownTexts): Way {
  const basic: Record<string, Way> = {
    'nothing drawn': () => ({ update: () => undefined }),
    'plain text, a paragraph a block': plain('\n\n', 'p'),
    'plain text, a line a block': plain('\n', 'div'),
    ours: (root) => {
      const view = (window.createMarkdown as CreateMarkdown)(texts, root);
      return {
        update: (whole) => view.update(whole, true),
        end: (whole) => view.update(whole, false),
      };
    },
  };
  const found = basic[way] ?? window.peers?.[wayItself(way)];
  if (found === undefined) throw new Error(`There is no way ${way}.`);
  return found;
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Called in a frame; resolves when that frame has been painted. */
function afterPaint(): Promise<number> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
  });
}

/** Resolves when the page has been idle several times in a row. */
async function rest(): Promise<void> {
  const until = performance.now() + 20_000;
  for (let calm = 0; calm < 6 && performance.now() < until;) {
    const left = await new Promise<number>((resolve) =>
      requestIdleCallback((deadline) => resolve(deadline.timeRemaining())),
    );
    calm = left > 10 ? calm + 1 : 0;
    await frame();
  }
}

let shown: Shown | undefined;
let draws = false;
let eachDelta = false;
let root: HTMLElement;
const scroller = document.querySelector('#scroller') as HTMLElement;
const pin = () => (scroller.scrollTop = scroller.scrollHeight);

async function prepare(way: StreamWay, texts: MarkdownTexts, text: string): Promise<void> {
  shown?.close?.();
  root = document.createElement('div');
  root.className = 'ds-markdown';
  scroller.replaceChildren(root);
  shown = findWay(way, texts)(root);
  draws = way !== 'nothing drawn';
  eachDelta = drawsEachDelta(way);
  if (text !== '') shown.update(text);
  await frame();
  pin();
  await rest();
}

/** The progress of the answer at any time. */
function startSource({ text, from, deltaLength, deltasPerSecond }: StreamPlan): () => number {
  const started = performance.now();
  if (deltasPerSecond !== undefined) {
    return () =>
      from + Math.floor(((performance.now() - started) * deltasPerSecond) / 1000) * deltaLength;
  }
  let at = from;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    at += deltaLength;
    if (at < text.length) port2.postMessage(0);
  };
  port2.postMessage(0);
  return () => at;
}

/** Runs in a worker, whose timers are not delayed by rendering: posts a message for each delta when it is due. */
function sendEach(text: number, { from, deltaLength, deltasPerSecond = 0 }: StreamPlan): void {
  const started = performance.now();
  let at = from;
  const send = (): void => {
    const due = from + ((performance.now() - started) * deltasPerSecond * deltaLength) / 1000;
    for (; at < text && at + deltaLength <= due; at += deltaLength) postMessage(at + deltaLength);
    if (at < text) setTimeout(send, 1);
  };
  send();
}

/** Delivers each delta in a separate task, like messages from a host; resolves to a function that stops it. */
function deliverEach(plan: StreamPlan, deliver: (end: number) => void): () => void {
  const given = JSON.stringify({ ...plan, text: '' });
  const source = `(${sendEach.toString()})(${String(plan.text.length)}, ${given})`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }: MessageEvent<number>) => deliver(Math.min(plan.text.length, data));
  return () => {
    worker.terminate();
    URL.revokeObjectURL(url);
  };
}

async function stream(plan: StreamPlan): Promise<StreamSeen> {
  const { text, from, deltaLength, deltasPerSecond, limitMs } = plan;
  const way = shown;
  if (way === undefined) throw new Error('Nothing is prepared.');
  let longTasks = 0;
  const observer = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
  observer.observe({ type: 'longtask' });
  let last = await frame();
  const started = performance.now();
  let at = from;
  let frames = 0;
  let worstGap = 0;
  let first = Number.NaN;
  const take = (end: number): void => {
    if (end > at) way.update(text.slice(0, end));
    at = end;
  };
  const arrived = eachDelta ? () => at : startSource(plan);
  const stop = eachDelta ? deliverEach(plan, take) : undefined;
  while (at < text.length && performance.now() - started < limitMs) {
    take(Math.min(text.length, arrived()));
    pin();
    if (from === 0 && Number.isNaN(first) && root.textContent !== '') {
      first = (await afterPaint()) - started;
    }
    const now = await frame();
    worstGap = Math.max(worstGap, now - last);
    last = now;
    frames++;
  }
  stop?.();
  const drawn = (at - from) / (text.length - from);
  const sending =
    deltasPerSecond === undefined ? 0 : (text.length - from) / deltaLength / deltasPerSecond;
  if (drawn === 1) way.end?.(text);
  const ended = drawn === 1 ? await endPainted(text) : performance.now();
  await rest();
  observer.disconnect();
  const lag = ended - started - sending * 1000;
  return { frames, worstGap, longTasks, first, lag, wall: ended - started, drawn };
}

/** When the last words of the text are painted; some implementations paint after the delta was delivered. */
async function endPainted(text: string): Promise<number> {
  const words = text.trimEnd().slice(-6);
  const until = performance.now() + 30_000;
  for (;;) {
    pin();
    const there = !draws || (root.textContent ?? '').trimEnd().endsWith(words);
    const painted = await afterPaint();
    if (there) return painted;
    if (painted > until) throw new Error('The end of the answer was never drawn.');
    await frame();
  }
}

window.streamStage = { prepare, stream };
