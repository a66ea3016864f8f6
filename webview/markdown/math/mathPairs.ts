/** The delimiters of formulas, and what is a formula between them. */

/** What opens and closes a formula. */
export interface MathPair {
  readonly open: string;
  readonly close: string;
  readonly display: boolean;
  /** Whether the delimiters belong to the formula, as those of an environment do. */
  readonly outer?: boolean;
}

const dollar: MathPair = { open: '$', close: '$', display: false };

/** The doubled backslash is that of a model which escaped its Markdown once more. */
const pairs: readonly MathPair[] = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
  { open: '\\(', close: '\\)', display: false },
  { open: '\\\\[', close: '\\\\]', display: true },
  { open: '\\\\(', close: '\\\\)', display: false },
];

const environment =
  /\\begin\{((?:equation|align|alignat|aligned|gather|gathered|multline|flalign|eqnarray|split|cases|rcases|array|[bBpvV]?(?:small)?matrix)\*?)\}/y;

/** The pair that opens at a place of a text. */
export function mathPairAt(text: string, position: number): MathPair | undefined {
  const char = text[position];
  if (char !== '$' && char !== '\\') return undefined;
  const pair = pairs.find(({ open }) => text.startsWith(open, position));
  if (pair !== undefined) return pair;
  if (char === '$') return /^\S/.test(text.slice(position + 1, position + 2)) ? dollar : undefined;
  environment.lastIndex = position;
  const found = environment.exec(text);
  if (found === null) return undefined;
  return { open: found[0], close: `\\end{${found[1] ?? ''}}`, display: true, outer: true };
}

/** Where the formula that begins at `from` is closed, or -1; a delimiter behind an odd backslash is none. */
export function mathEnd(text: string, from: number, close: string): number {
  for (let at = text.indexOf(close, from); at >= 0; at = text.indexOf(close, at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes += 1;
    if (slashes % 2 === 1) continue;
    return close !== '$' || closesDollar(text, from, at) ? at : -1;
  }
  return -1;
}

/** A search for what closes a formula: nothing new is found by one that begins within it. */
interface Found {
  readonly from: number;
  /** -1 if it is not closed. */
  readonly end: number;
  /** Whether there is nothing between that could be a formula. */
  readonly bare: boolean;
}

/** Finds where the formulas of one text are closed; many unclosed openers cost no more than one. */
export class FormulaEnds {
  readonly #text: string;
  /** The last search for each delimiter. */
  readonly #last = new Map<string, Found>();

  constructor(text: string) {
    this.#text = text;
  }

  /** What closes the formula that would begin at `from`. */
  find(from: number, pair: MathPair): Found {
    const last = this.#last.get(pair.close);
    // The next dollar decides, so that each is looked at once anyway.
    const holds = last !== undefined && pair.close !== '$' && last.from <= from;
    if (holds && (last.end < 0 || from <= last.end)) return last;
    const end = mathEnd(this.#text, from, pair.close);
    const bare = end >= 0 && !isInlineFormula(this.#text.slice(from, end), pair);
    const found: Found = { from, end, bare };
    this.#last.set(pair.close, found);
    return found;
  }
}

/** Whether this is a formula within a text, which holds no code. */
export function isInlineFormula(tex: string, pair: MathPair): boolean {
  return isFormula(tex, pair) && !tex.includes('`');
}

/** Whether a dollar is without an end so far that the next one could be. */
export function isOpenDollar(text: string, from: number): boolean {
  return (
    /^(?:[^$\\]|\\[\s\S])*\\?$/.test(text.slice(from)) && !/^\d/.test(text.slice(from, from + 1))
  );
}

/** As Pandoc has it, so that the dollars of prices are none: the next dollar closes a formula or there is none. */
function closesDollar(text: string, from: number, at: number): boolean {
  return at > from && /\S/.test(text[at - 1] ?? '') && !/\d/.test(text[at + 1] ?? '');
}

/** What a formula is read from: all of an environment, what is between other delimiters. */
export function texOf(source: string, { open, close, outer }: MathPair): string {
  return outer === true ? source : source.slice(open.length, source.length - close.length);
}

/** Whether this is a formula, and not two delimiters that happen to follow each other. */
export function isFormula(tex: string, pair: MathPair): boolean {
  if (!/[\p{L}\p{N}\p{Sm}]/u.test(tex)) return false;
  return !pair.open.endsWith('(') || !isProse(tex);
}

/** Words or a pattern of characters between brackets that somebody escaped. */
function isProse(tex: string): boolean {
  if (/\[\^?\w-\w|\.[*+]|\\[dws][*+]/.test(tex)) return true;
  const words = tex.replace(/\\?\|/g, ' ');
  if (!/^[\p{L}\p{M}\s'’".,;:!?-]*$/u.test(words)) return false;
  return words
    .split(/[^\p{L}\p{M}]+/u)
    .some(
      (word) =>
        !functions.has(word) &&
        (/^(?=.*[aeiou])[a-zA-Z]?[a-z]{2,}$/.test(word) || foreign.test(word)),
    );
}

const functions = new Set('sin cos tan log exp max min sup inf det dim lim arg ker'.split(' '));
/** Letters of which formulas are not made. */
const foreign = /[^\p{sc=Latin}\p{sc=Greek}\P{L}]{2}/u;
