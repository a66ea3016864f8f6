/** Finds invisible or reordering characters, and runs of combining marks that are too long to draw. */

import { drawLimits } from './limits.ts';

/**
 * Where a text is shown, which decides what counts as hidden: in code every invisible character; in a name all that its
 * script does not need; in prose joiners, single directional marks, soft hyphens and emoji sequences are allowed.
 */
export type TextUse = 'code' | 'name' | 'prose';

/** A piece of text: shown as is, hidden, or combining marks beyond the drawing limit. */
export interface TextPiece {
  readonly kind: 'text' | 'hidden' | 'excess';
  readonly text: string;
}

/** Maximum length of a piece of a long run. */
const maxPiece = 10_000;
/** No script needs this many invisible characters in a row; they may encode a hidden message. */
const minSecret = 3;

/** A quick check; text that does not match needs no scan. */
const suspicious =
  /[\p{DI}\u2028\u2029\u2800\uFFF9-\uFFFB]|(?![\t\n\r])\p{Cc}|[\p{M}\p{EMod}]{33}/u;
/** A run of zero-width characters. */
const run = /(?:[\p{M}\p{EMod}\p{DI}\u2028\u2029\u2800\uFFF9-\uFFFB]|(?![\t\n\r])\p{Cc})+/gu;
const single = new RegExp(run.source.replace(/\+$/, ''), 'u');
const hiddenAnywhere =
  /[\u202D\u202E\u206A-\u206F\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]|\p{Cc}/u;
const directional = /[\u202A-\u202C\u2066-\u2069]/u;
const hiddenInCode = /[\p{DI}\u2028\u2029\u2800]/u;
const variation = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u180B-\u180D\u180F]/u;
const variable = /[\p{Emoji}\p{So}\p{Sm}\p{Script=Han}\p{Script=Mongolian}\p{Script=Myanmar}]/u;
const pictograph = /[\p{ExtPict}\p{EMod}]/u;
const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** Scripts whose letters need joiners between them. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\u0900-\u0DFF\u0F00-\u109F\u1780-\u17FF]/u;
const joiner = /[\u200C\u200D]/;

/** The context of a run. */
interface Around {
  readonly before: string;
  readonly after: string;
  readonly use: TextUse;
  readonly isRightToLeft: () => boolean;
}

/** Whether a text contains anything that is not shown as is. */
export function hasHidden(text: string, use: TextUse): boolean {
  return splitHidden(text, use).some(({ kind }) => kind === 'hidden');
}

/**
 * Splits text into pieces, in order. `context` is the surrounding text that decides its direction; after `maxHidden`
 * hidden pieces, further ones are excess.
 */
export function splitHidden(
  text: string,
  use: TextUse,
  context = text,
  maxHidden = Infinity,
): readonly TextPiece[] {
  if (!suspicious.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const pieces = new Pieces(maxHidden);
  let direction: boolean | undefined;
  const isRightToLeft = (): boolean => (direction ??= rightToLeft.test(context));
  let end = 0;
  for (const { 0: found, index } of text.matchAll(run)) {
    pieces.add('text', text.slice(end, index));
    end = index + found.length;
    const before = lastCharacter(text, index);
    const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
    splitRun(found, { before, after, use, isRightToLeft }, pieces);
  }
  pieces.add('text', text.slice(end));
  return pieces.all;
}

/** The text without its hidden characters. */
export function withoutHidden(text: string, use: TextUse): string {
  return splitHidden(text, use)
    .filter(({ kind }) => kind !== 'hidden')
    .map((piece) => piece.text)
    .join('');
}

/** How many characters of a text are hidden. */
export function countHidden(text: string, use: TextUse): number {
  let count = 0;
  for (const piece of splitHidden(text, use)) {
    if (piece.kind === 'hidden') count += characterCount(piece.text);
  }
  return count;
}

/** The text for plain-text UI such as titles: hidden characters are replaced by their names, and long runs are cut. */
export function nameHidden(text: string, use: TextUse = 'name'): string {
  return splitHidden(text, use)
    .map((piece) => (piece.kind === 'text' ? piece.text : `[${describePiece(piece)}]`))
    .join('');
}

/** A short label for hidden characters: code points and count. */
export function describePiece({ text }: TextPiece): string {
  const count = characterCount(text);
  const codes = new Set<string>();
  for (const character of text) {
    codes.add(codePoint(character));
    if (codes.size > 3) break;
  }
  const names = [...codes].slice(0, 3).join(' ');
  const more = codes.size > 3 ? ' …' : '';
  return count === codes.size ? names : `${names}${more} ×${String(count)}`;
}

/** Whether a character never combines with the next one. */
export function isOrdinary(character: string): boolean {
  return !single.test(character);
}

/** The character that ends before an offset; empty at the start. */
export function lastCharacter(text: string, end: number): string {
  const low = text.charCodeAt(end - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && end > 1;
  return end <= 0 ? '' : text.slice(isPair ? end - 2 : end - 1, end);
}

function splitRun(found: string, around: Around, pieces: Pieces): void {
  const characters = [...found];
  const secret = isSecret(characters, around);
  let marks = 0;
  characters.forEach((character, index) => {
    if (isHidden(character, index, characters, around, secret)) {
      pieces.add('hidden', character);
      return;
    }
    marks += 1;
    pieces.add(marks > drawLimits.marks ? 'excess' : 'text', character);
  });
}

function isHidden(
  character: string,
  index: number,
  characters: readonly string[],
  around: Around,
  secret: boolean,
): boolean {
  if (isOfEmoji(character, index, characters, around)) return false;
  if (hiddenAnywhere.test(character)) return true;
  const { use, after } = around;
  if (directional.test(character)) return use !== 'prose' || !around.isRightToLeft();
  const base = index === 0 ? around.before : (characters[index - 1] ?? '');
  if (variation.test(character)) {
    if (variation.test(base) || base === '') return true;
    return use === 'code' && !isVariable(base, characters[index + 1] ?? after);
  }
  if (!hiddenInCode.test(character)) return false;
  if (use === 'prose') return secret;
  const next = characters[index + 1] ?? after;
  return !(use === 'name' && joiner.test(character) && joining.test(base) && joining.test(next));
}

/** Whether a run contains more consecutive invisible characters than any script needs. */
function isSecret(characters: readonly string[], { use }: Around): boolean {
  if (use !== 'prose') return true;
  let count = 0;
  for (const character of characters) {
    count = hiddenInCode.test(character) && !variation.test(character) ? count + 1 : 0;
    if (count >= minSecret) return true;
  }
  return false;
}

/** Digits, `#` and `*` take a variation selector only in keycap sequences. */
function isVariable(base: string, next: string): boolean {
  return /[#*0-9]/.test(base) ? next === '\u20E3' : variable.test(base);
}

/** Joiners in emoji sequences, and the tag letters of flags. */
function isOfEmoji(
  character: string,
  index: number,
  characters: readonly string[],
  { before, after }: Around,
): boolean {
  if (character === '\u200D') {
    const next = characters[index + 1] ?? after;
    const last = characters[index - 1];
    const base = last === undefined || last === '\uFE0F' ? (characters[index - 2] ?? before) : last;
    return pictograph.test(next) && pictograph.test(base);
  }
  if (before !== '\u{1F3F4}' || !/[\u{E0020}-\u{E007F}]/u.test(character)) return false;
  const end = characters.indexOf('\u{E007F}');
  return end > 1 && end <= 7 && index <= end && characters.slice(0, end).every(isFlagLetter);
}

function isFlagLetter(character: string): boolean {
  return /[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]/u.test(character);
}

function characterCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

function codePoint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${code.padStart(4, '0')}`;
}

/** Collects pieces, merging adjacent ones of the same kind. */
class Pieces {
  readonly all: TextPiece[] = [];
  /** Remaining number of hidden pieces. */
  #left: number;

  constructor(maxHidden: number) {
    this.#left = maxHidden;
  }

  add(wanted: TextPiece['kind'], text: string): void {
    if (text === '') return;
    const kind = this.#left > 0 ? wanted : 'excess';
    const last = this.all.at(-1);
    if (last?.kind !== kind || (kind !== 'text' && last.text.length >= maxPiece)) {
      this.all.push({ kind, text });
      if (kind === 'hidden') this.#left -= 1;
    } else this.all[this.all.length - 1] = { kind, text: last.text + text };
  }
}
