/** Masks keys in text, even if disguised by case, invisible characters, spaces or escapes. */

import { once } from './once.ts';

/** A replacement step. */
interface Step {
  readonly pattern: RegExp;
  readonly to: (match: string) => string;
}

/** A transformed text that maps each UTF-16 code unit to its place in the original. */
interface View {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** A compiled key. */
export interface KeyPattern {
  /** The key with one more level of escapes decoded in each entry. */
  readonly spellings: readonly string[];
  /** Patterns for plain text, which can be searched without decoding. */
  readonly plain: readonly RegExp[];
}

type Range = readonly [start: number, end: number];

/** Maximum levels of nested escapes. */
const maxRounds = 4;
/** Shorter key prefixes at the end of a truncated text are kept. */
const minBeginning = 4;
const minSpelling = 6;
const invisible = '\\p{Default_Ignorable_Code_Point}\\p{Cf}';

const named: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  bsol: '\\',
  sol: '/',
  lowbar: '_',
  plus: '+',
  equals: '=',
  num: '#',
  percnt: '%',
  commat: '@',
  dollar: '$',
  colon: ':',
  nbsp: '',
  shy: '',
  zwj: '',
  zwnj: '',
  zerowidthspace: '',
  lrm: '',
  rlm: '',
};
const codeEscapes = [
  '\\\\(?:u\\{[0-9a-f]{1,6}\\}|u[0-9a-f]{4}|x[0-9a-f]{2})',
  '%u[0-9a-f]{4}|%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]',
  '%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}',
  `&(?:#x[0-9a-f]{1,8}|#[0-9]{1,9}|${Object.keys(named).join('|')});?`,
].join('|');
/** Decodes one character at a time, so that surrounding text keeps its offsets. */
const escapes = once<Step>(() => ({
  pattern: new RegExp(`${codeEscapes}|\\\\[bfnrtv0"'\`/\\\\]`, 'g'),
  to: unescape,
}));

/** Created on first use like the others, because Unicode classes are slow to compile. */
const ignored = once(() => new RegExp(`[${invisible}\\p{Cc}\\p{Z}\\p{M}\\p{Cs}\\u2800]+`, 'gu'));
/** Text with escapes, or with letters and dashes that folding changes, is not plain. */
const unplain =
  /[\\%&\u2010-\u2015\u2212\uFE58\uFE63\uFF01-\uFF5E\u2460-\u24FF]|[\u{1D400}-\u{1D7FF}]/u;
/** Normalizes spellings, so that variants of a key compare equal. */
const folding = once<readonly Step[]>(() => [
  { pattern: ignored(), to: () => '' },
  { pattern: /[\u2010-\u2015\u2212\uFE58\uFE63]/g, to: () => '-' },
  {
    // Full-width, mathematical and circled letters.
    pattern: /[\uFF01-\uFF5E\u2460-\u24FF]|[\u{1D400}-\u{1D7FF}]/gu,
    to: (sign) => sign.normalize('NFKC'),
  },
  { pattern: /[A-Z]+/g, to: (letters) => letters.toLowerCase() },
]);
/** Decodes escapes of ignored characters first: a backslash before one belongs to the key. */
const ignoredEscapes = once<Step>(() => ({
  pattern: new RegExp(codeEscapes, 'g'),
  to: (escape) => (unescape(escape).replace(ignored(), '') === '' ? '' : escape),
}));

/** Compiles a key. */
export function toKeyPattern(key: string): KeyPattern {
  const spellings = [...textReadings(key)].filter(({ length }) => length >= minSpelling);
  const plain = spellings.map((spelling) => {
    // The `i` flag would make this character class slow to compile.
    const signs = [...spelling].map((sign) =>
      /[a-z]/.test(sign)
        ? `[${sign}${sign.toUpperCase()}]`
        : sign.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
    );
    return new RegExp(signs.join(`${ignored().source.slice(0, -1)}*`), 'gu');
  });
  return { spellings, plain };
}

/** Replaces each key with `mask`. `isCut` means that the text may end with the start of a key. */
export function maskKeys(
  text: string,
  keys: Iterable<KeyPattern>,
  mask: string,
  { isCut = false }: { readonly isCut?: boolean } = {},
): string {
  const patterns = [...keys];
  if (!isCut && !unplain.test(text)) {
    const plain = patterns.flatMap((key) =>
      key.plain.flatMap((regExp) => plainRanges(text, regExp)),
    );
    return replaced(text, plain, mask);
  }
  const spellings = patterns.flatMap((key) => key.spellings);
  // Offsets are tracked only if there is a match, which is rare.
  if (!mayHold(text, spellings, isCut)) return text;
  const ranges: Range[] = [];
  for (const view of readings(unfoldedView(text), applied, (view) => view.text)) {
    for (const key of spellings) {
      for (const range of rangesOf(key, view, isCut)) ranges.push(range);
    }
  }
  return replaced(text, ranges, mask);
}

function plainRanges(text: string, pattern: RegExp): Range[] {
  const ranges: Range[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    ranges.push([match.index, pattern.lastIndex]);
    // Matches may overlap.
    pattern.lastIndex = match.index + 1;
  }
  return ranges;
}

const between = `[${invisible}]*`;
const skPattern = once(
  () => new RegExp(`\\bs${between}k${between}-${between}(?:[A-Za-z0-9_-]${between}){8,}`, 'gu'),
);
const bearerPattern = once(
  () => new RegExp(`\\b(Bearer)[\\s${invisible}]+((?:[A-Za-z0-9._~+/=-]${between}){8,})`, 'giu'),
);

/** Masks everything shaped like a DeepSeek or similar API key, and all bearer tokens. */
export function maskKeyShapes(
  text: string,
  masks: { readonly key: string; readonly bearer: string },
): string {
  return text
    .replace(skPattern(), masks.key)
    .replace(bearerPattern(), (match: string, _name: string, token: string) =>
      // "Bearer authentication" is not a token.
      /^[A-Za-z]{1,23}[^A-Za-z0-9]*$/.test(token) ? match : masks.bearer,
    );
}

/** The text with one more level of escapes decoded in each entry. */
function* readings<T>(
  original: T,
  apply: (reading: T, step: Step) => T,
  textOf: (reading: T) => string,
): Generator<T> {
  let reading = folding().reduce(apply, original);
  yield reading;
  for (let round = 0; round < maxRounds; round += 1) {
    const text = textOf(reading);
    if (!/[\\%&]/.test(text)) return;
    const bare = apply(reading, ignoredEscapes());
    if (textOf(bare) !== text) yield bare;
    const next = folding().reduce(apply, apply(bare, escapes()));
    if (textOf(next) === textOf(bare)) return;
    yield next;
    reading = next;
  }
}

function textReadings(text: string): Generator<string> {
  const apply = (reading: string, { pattern, to }: Step) => reading.replace(pattern, to);
  return readings(text, apply, (reading) => reading);
}

function mayHold(text: string, spellings: readonly string[], isCut: boolean): boolean {
  for (const reading of textReadings(text)) {
    const holds = (key: string) =>
      reading.includes(key) || (isCut && beginningAtEnd(key, reading) > 0);
    if (spellings.some(holds)) return true;
  }
  return false;
}

function unfoldedView(text: string): View {
  const starts = new Uint32Array(text.length).map((_, at) => at);
  return { text, starts, ends: starts.map((at) => at + 1) };
}

/** Applies one step and updates the offset maps. */
function applied(view: View, { pattern, to }: Step): View {
  const changes = [...view.text.matchAll(pattern)].map(({ 0: match, index }) => {
    return { from: index, until: index + match.length, made: to(match) };
  });
  if (changes.length === 0) return view;
  const grown = changes.reduce((sum, { from, until, made }) => sum + made.length - until + from, 0);
  const starts = new Uint32Array(view.text.length + grown);
  const ends = new Uint32Array(starts.length);
  const pieces: string[] = [];
  let done = 0;
  let length = 0;
  for (const { from, until, made } of [
    ...changes,
    { from: view.text.length, until: 0, made: '' },
  ]) {
    starts.set(view.starts.subarray(done, from), length);
    ends.set(view.ends.subarray(done, from), length);
    length += from - done;
    pieces.push(view.text.slice(done, from), made);
    const isEach = made.length === until - from;
    for (let at = 0; at < made.length; at += 1) {
      starts[length] = view.starts[isEach ? from + at : from] ?? 0;
      ends[length] = view.ends[isEach ? from + at : until - 1] ?? 0;
      length += 1;
    }
    done = until;
  }
  return { text: pieces.join(''), starts, ends };
}

function rangesOf(key: string, { text, starts, ends }: View, isCut: boolean): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    ranges.push([starts[at] ?? 0, ends[at + key.length - 1] ?? 0]);
  }
  const beginning = isCut ? beginningAtEnd(key, text) : 0;
  if (beginning > 0) ranges.push([starts[text.length - beginning] ?? 0, Infinity]);
  return ranges;
}

/** Length of the key's prefix at the end of a text. */
function beginningAtEnd(key: string, text: string): number {
  for (let length = Math.min(key.length - 1, text.length); length >= minBeginning; length -= 1) {
    if (text.endsWith(key.slice(0, length))) return length;
  }
  return 0;
}

function replaced(text: string, ranges: readonly Range[], mask: string): string {
  let clean = '';
  let done = 0;
  for (const [start, end] of [...ranges].sort(([value], [other]) => value - other)) {
    if (start >= done) clean += text.slice(done, start) + mask;
    done = Math.max(done, end);
  }
  return clean + text.slice(done);
}

function unescape(escape: string): string {
  if (escape.startsWith('%') && !escape.startsWith('%u')) return unescapeBytes(escape);
  if (escape.startsWith('&') && !escape.startsWith('&#')) {
    return named[escape.slice(1).replace(';', '')] ?? '';
  }
  const hex = /^(?:\\u\{?|\\x|%u|&#x)([0-9a-f]+)/.exec(escape)?.[1];
  const decimal = /^&#([0-9]+)/.exec(escape)?.[1];
  if (hex !== undefined) return characterOf(Number.parseInt(hex, 16));
  if (decimal !== undefined) return characterOf(Number(decimal));
  // All letter escapes are whitespace or control characters.
  return /^\\[bfnrtv0]$/.test(escape) ? '' : escape.slice(1);
}

function characterOf(code: number): string {
  if (code <= 0xffff) return String.fromCharCode(code);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function unescapeBytes(escape: string): string {
  try {
    return decodeURIComponent(escape);
  } catch {
    // Bytes that are not valid UTF-8 are left encoded.
    return escape;
  }
}
