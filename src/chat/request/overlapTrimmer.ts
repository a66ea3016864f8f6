/** Removes text that the server repeats when it continues an answer without prefix completion. */

import { openFence } from '../../conversation/answer/openFence.ts';

/** A run as long as this does not come twice by chance, in UTF-16 code units. */
const certain = 12;

/** A fence at the beginning of a text, with its info string. */
const fenceLine = /^\s*(`{3,}|~{3,})([^\n]*)\n/;

/** How many characters of `after` only repeat the end of `before`, or open its code block again. */
export function repeatedLength(before: string, after: string): number {
  const fence = reopenedFence(before, after);
  const whole = longestOverlap(before, after);
  if (fence === 0) return whole;
  const behind = longestOverlap(before, after.slice(fence));
  if (behind > 0 || isSurelyReopened(before, after)) return Math.max(whole, fence + behind);
  return whole;
}

/** The length of the fence line that `after` begins with, where a code block of `before` is still open. */
function reopenedFence(before: string, after: string): number {
  const line = fenceLine.exec(after);
  if (line === null) return 0;
  const open = openFence(before)?.marks;
  const mark = line[1] ?? '';
  return open !== undefined && mark[0] === open[0] && mark.length >= open.length
    ? line[0].length
    : 0;
}

/** A closing fence has no info string and is alone on its line; anything else opens the block again. */
function isSurelyReopened(before: string, after: string): boolean {
  const line = fenceLine.exec(after);
  if (line === null || reopenedFence(before, after) === 0) return false;
  return line[2]?.trim() !== '' || (!before.endsWith('\n') && !after.startsWith('\n'));
}

function longestOverlap(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length > 0; length--) {
    if (isOverlap(before, after, length)) return length;
  }
  return 0;
}

function isOverlap(before: string, after: string, length: number): boolean {
  // A short text can only be repeated whole.
  if (length < certain && length < before.length) return false;
  const common = after.slice(0, length);
  return before.endsWith(common) && !(length >= certain && isPeriodic(common));
}

/** Whether a text is one thing over and over: a rule or an empty table says nothing about where it was cut. */
function isPeriodic(text: string): boolean {
  for (let period = 1; period * 2 <= text.length; period++) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}

/** The end of an answer that a server is asked to begin with, so that the seam can be found. */
export function overlapTail(before: string): string {
  return [...before.slice(-240)].slice(-60).join('').toWellFormed();
}

/** Takes the text that goes on piece by piece, and gives out what is new. */
export class OverlapTrimmer {
  readonly #before: string;
  #held = '';
  #open = true;

  /** `before` is the answer so far. */
  constructor(before: string) {
    this.#before = before;
  }

  /** What is new of everything up to this piece; empty as long as it may still be a repetition. */
  push(piece: string): string {
    if (!this.#open) return piece;
    this.#held += piece;
    return this.#mayRepeatMore() ? '' : this.#release();
  }

  /** The rest, at the end of the text. */
  end(): string {
    if (!this.#open) return '';
    // It broke off in the middle of repeating.
    const anchor = overlapTail(this.#before);
    const repeating =
      this.#held.length >= certain && !isPeriodic(this.#held) && anchor.startsWith(this.#held);
    return repeating ? '' : this.#release();
  }

  #release(): string {
    this.#open = false;
    return this.#held.slice(repeatedLength(this.#before, this.#held));
  }

  /** Whether what is held could grow into the repetition of all that follows some place in the answer. */
  #mayRepeatMore(): boolean {
    if (this.#before === '') return false;
    const fence = reopenedFence(this.#before, this.#held);
    return (
      /^\s*((`+|~+)[^\n]*)?$/.test(this.#held) ||
      this.#isInside(this.#held) ||
      (fence > 0 && this.#isInside(this.#held.slice(fence)))
    );
  }

  /** Whether the answer contains a text with more behind it. */
  #isInside(text: string): boolean {
    const at = this.#before.indexOf(text);
    return at >= 0 && at + text.length < this.#before.length;
  }
}
