/** Work for idle time: highlights code and renders formulas in blocks that no longer change. */

import { hasHidden } from '../../../src/conversation/hiddenCharacters.ts';
import { isPlain } from '../code/codeChunks.ts';
import { scrollOnlyWide } from './scrollOnlyWide.ts';
import { repaintEvent } from '../scripts.ts';
import { loadSibling } from '../../app/loadScript.ts';

/** Longer code stays plain, in characters; so does code with a longer line. */
const maxLength = { code: 20_000, line: 2_000, formula: 4_000 };
/** Work begins only where so much of a frame is left, in milliseconds. */
const minRemainingMs = 4;
/** Where a page is never idle, work begins after this, in milliseconds. */
const patience = 400;

interface Work {
  readonly element: HTMLElement;
  run(element: HTMLElement): void;
}

const waiting: Work[] = [];
let scheduled: number | undefined;

/** A block will not change any more; where it has `grown`, frames are being drawn, and scrollers cost in each. */
export function onClosed(block: Node, grown: boolean): void {
  if (!(block instanceof Element)) return;
  if (grown) scrollOnlyWide(block);
  for (const code of block.querySelectorAll<HTMLElement>('code[data-language]')) {
    if (fits(code.textContent)) later('highlight.js', code, highlight);
  }
  for (const formula of block.querySelectorAll<HTMLElement>(unset)) {
    later('math.js', formula, typeset);
  }
}

/** A block was drawn and may still change; what is whole in it is set at once, if that is possible by now. */
export function onDrawn(block: Node): void {
  if (!(block instanceof Element)) return;
  for (const formula of block.querySelectorAll<HTMLElement>(unset)) {
    if (window.typesetFormula !== undefined) typeset(formula);
    else later('math.js', formula, typeset);
  }
}

const unset = '[data-tex]:not([data-set])';

function fits(code: string): boolean {
  return (
    code.length <= maxLength.code && !new RegExp(`.{${String(maxLength.line + 1)}}`).test(code)
  );
}

function later(script: string, element: HTMLElement, run: Work['run']): void {
  void loadSibling(script).then((there) => {
    if (!there) return;
    waiting.push({ element, run });
    schedule();
  });
}

function schedule(): void {
  if (waiting.length > 0) scheduled ??= requestIdleCallback(work, { timeout: patience });
}

function work(idle: IdleDeadline): void {
  scheduled = undefined;
  const chosen = getSelection();
  const kept: Work[] = [];
  for (let first = true; first || idle.timeRemaining() > minRemainingMs; first = false) {
    // The newest first: it is the nearest to where somebody reads.
    const next = waiting.pop();
    if (next === undefined) break;
    if (!next.element.isConnected) continue;
    if (chosen !== null && !chosen.isCollapsed && chosen.containsNode(next.element, true)) {
      kept.push(next);
    } else {
      next.run(next.element);
    }
  }
  schedule();
  if (kept.length === 0) return;
  // What is selected stays as it is until something else is.
  document.addEventListener(
    'selectionchange',
    () => {
      for (const work of kept) waiting.push(work);
      schedule();
    },
    { once: true },
  );
}

function highlight(code: HTMLElement): void {
  const { language } = code.dataset;
  const text = code.textContent;
  if (language === undefined || !isPlain(code)) return;
  const coloured = window.highlightCode?.(text, language);
  if (coloured === undefined || coloured.textContent !== text) return;
  code.replaceChildren(coloured);
  code.dispatchEvent(new Event(repaintEvent, { bubbles: true }));
}

function typeset(formula: HTMLElement): void {
  const { tex = '', set: done } = formula.dataset;
  if (done !== undefined) return;
  const display = formula.classList.contains('ds-math--display');
  // In a formula that is set nothing hidden would be marked.
  const keeps = tex.length > maxLength.formula || hasHidden(tex, 'name');
  const set = keeps ? undefined : window.typesetFormula?.(tex, display);
  formula.dataset.set = set === undefined ? 'no' : 'yes';
  if (set === undefined) return;
  formula.replaceChildren(set);
  formula.dispatchEvent(new Event(repaintEvent, { bubbles: true }));
}
