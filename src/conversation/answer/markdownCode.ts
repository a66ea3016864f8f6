/** Finds code in Markdown without parsing the rest: fenced blocks, indented blocks, code spans and quotes. */

const openingFence = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+|>)*(`{3,}(?=[^`]*$)|~{3,})/;
const indented = /^(?: {4}|\t| {1,3}\t)/;
/** The start of a quote or table line. */
const quoted = /^[ \t]*[>|]/;
const blank = /^[ \t\r]*$/;

/** Answers queries at increasing offsets of one text; each character is scanned once. */
export class CodeFinder {
  readonly #text: string;
  readonly #open: boolean;
  /** Start of the next unscanned line. */
  #next = 0;
  #fence: RegExp | undefined;
  #afterBlank = true;
  #isBlock = false;
  /** Where the code span search resumes in the current paragraph. */
  #at = 0;
  #span: readonly [number, number] = [0, 0];
  #lineStart = 0;
  #lineEnd = 0;
  /** Lengths of backtick runs that have no closing run in the current paragraph. */
  #unclosed = new Set<number>();

  /** `open`: more text may follow, so an unclosed code span may still be closed. */
  constructor(text: string, open = false) {
    this.#text = text;
    this.#open = open;
  }

  /** Whether an offset is inside code. Offsets must not decrease. */
  isCode(place: number): boolean {
    while (this.#next <= place && this.#next < this.#text.length) this.#readBlock();
    return this.#isBlock || this.#isInSpan(place);
  }

  /** Whether an offset is inside code, a quote or a table. */
  isCodeOrQuoted(place: number): boolean {
    while (this.#lineEnd <= place) {
      const end = this.#text.indexOf('\n', this.#lineEnd);
      this.#lineStart = this.#lineEnd;
      this.#lineEnd = end < 0 ? Infinity : end + 1;
    }
    return (
      this.isCode(place) || quoted.test(this.#text.slice(this.#lineStart, this.#lineStart + 80))
    );
  }

  /** End of the range that is known to be code, or known not to be, like `isCode`'s last offset. */
  endOfStretch(place: number): number {
    const end = Math.min(this.#next, this.#text.length);
    if (this.#isBlock) return end;
    const [spanStart, spanEnd] = this.#span;
    if (place >= spanStart && place < spanEnd) return Math.min(spanEnd, end);
    const mark = this.#text.indexOf('`', place);
    return mark < 0 || mark >= end ? end : Math.max(mark, place + 1);
  }

  /** Resumes at an offset in prose state, ignoring what precedes it. */
  skipTo(place: number): void {
    this.#at = Math.max(this.#at, place);
    if (place < this.#next && !this.#isBlock) return;
    this.#next = place;
    this.#fence = undefined;
    this.#isBlock = false;
    this.#afterBlank = false;
    this.#unclosed = new Set();
  }

  #readBlock(): void {
    const start = this.#next;
    const line = this.#readLine();
    this.#isBlock = true;
    if (this.#fence !== undefined) {
      if (this.#fence.test(line)) this.#fence = undefined;
      this.#afterBlank = this.#fence === undefined;
      return;
    }
    const marks = openingFence.exec(line)?.[1];
    if (marks !== undefined) {
      this.#fence = new RegExp(
        `^[ \\t>]*${marks.slice(0, 1)}{${String(marks.length)},}[ \\t\\r]*$`,
      );
      return;
    }
    if (this.#afterBlank && indented.test(line) && !blank.test(line)) return;
    this.#isBlock = false;
    this.#afterBlank = blank.test(line);
    if (this.#afterBlank) return;
    this.#at = start;
    this.#span = [start, start];
    this.#unclosed = new Set();
    this.#readParagraph();
  }

  /** A paragraph ends at an empty line or a fence. */
  #readParagraph(): void {
    while (this.#next < this.#text.length) {
      const start = this.#next;
      const line = this.#readLine();
      if (!blank.test(line) && !openingFence.test(line)) continue;
      this.#next = start;
      return;
    }
  }

  #readLine(): string {
    const end = this.#text.indexOf('\n', this.#next);
    const line = this.#text.slice(this.#next, end < 0 ? this.#text.length : end);
    this.#next = end < 0 ? this.#text.length : end + 1;
    return line;
  }

  #isInSpan(place: number): boolean {
    while (this.#span[1] <= place) {
      const start = this.#text.indexOf('`', this.#at);
      if (start < 0 || start > place) return false;
      const end = runEnd(this.#text, start);
      this.#at = end;
      if (isEscaped(this.#text, start)) {
        this.#at = start + 1;
        continue;
      }
      const close = this.#closing(end, end - start);
      if (close !== undefined) this.#span = [start, close];
      this.#at = close ?? end;
    }
    return place >= this.#span[0];
  }

  /** End of the code span opened by such a backtick run. */
  #closing(from: number, length: number): number | undefined {
    const limit = this.#next;
    if (!this.#unclosed.has(length)) {
      for (let at = this.#text.indexOf('`', from); at >= 0 && at < limit;) {
        const end = runEnd(this.#text, at);
        if (end - at === length) return end;
        at = this.#text.indexOf('`', end);
      }
      this.#unclosed.add(length);
    }
    return this.#open && limit >= this.#text.length ? Infinity : undefined;
  }
}

/** A range of text that either is code or is not. */
export interface Stretch {
  readonly text: string;
  readonly isCode: boolean;
}

/** Splits text into alternating code and non-code ranges, in order. */
export function splitCode(text: string): readonly Stretch[] {
  const finder = new CodeFinder(text);
  const stretches: Stretch[] = [];
  for (let from = 0; from < text.length;) {
    const isCode = finder.isCode(from);
    const end = finder.endOfStretch(from);
    stretches.push({ text: text.slice(from, end), isCode });
    from = end;
  }
  return stretches;
}

function runEnd(text: string, start: number): number {
  let end = start;
  while (text[end] === '`') end += 1;
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}
