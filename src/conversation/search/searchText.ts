/** The searchable text of chats and excerpts of its matches. Attached context is not searched. */

import { textOf } from '../activeBranch.ts';
import type { Conversation, Turn, TurnId } from '../model.ts';

/** An excerpt with the ranges of the matched words, in UTF-16 code units from its start. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

/** Where the words were found in a conversation. */
export interface FoundTurn {
  readonly turnId: TurnId;
  readonly by: 'question' | 'answer';
  readonly snippet: Snippet;
}

/** The searchable text of one turn, in its original form, and its range in the normalized text. */
export interface SearchTurn {
  readonly turnId: TurnId;
  readonly question: string;
  readonly answer: string;
  readonly from: number;
  readonly to: number;
}

/** All searchable text of a conversation, except its title. */
export interface SearchText {
  /** Normalized. */
  readonly text: string;
  readonly turns: readonly SearchTurn[];
}

/** Length of an excerpt before the first match and in total, in characters. */
const before = 24;
const maxLength = 140;
/** Longer lines are searched in pieces, in UTF-16 code units. */
const pieceLength = 2_000;

const segmenter = new Intl.Segmenter();
const folded = new WeakMap<Turn, string>();

/** Normalizes text for comparison: case, width and composition are ignored. */
export function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/** The distinct words of a query; all of them must occur. */
export function splitWords(query: string): readonly string[] {
  return [...new Set(normalize(query).split(/\s+/u))].filter((word) => word !== '');
}

/** Every turn on any branch that is not hidden, directly or through an ancestor. */
export function visibleTurns({ turns, openTurn }: Conversation): readonly Turn[] {
  const hidden = new Set<TurnId>();
  const all = openTurn === null ? [...turns.values()] : [...turns.values(), openTurn];
  return all.filter((turn) => {
    // A parent ends before its children start, so it comes first.
    const gone = turn.hidden === true || (turn.parentId !== null && hidden.has(turn.parentId));
    if (gone) hidden.add(turn.id);
    return !gone;
  });
}

/** The searchable text of a conversation. */
export function toSearchText(conversation: Conversation): SearchText {
  const turns: SearchTurn[] = [];
  const texts: string[] = [];
  let from = 0;
  for (const turn of visibleTurns(conversation)) {
    const text = foldedTurn(turn);
    const to = from + text.length;
    const answer = textOf(turn, 'content');
    turns.push({ turnId: turn.id, question: turn.user.text, answer, from, to });
    texts.push(text);
    // Turns are separated by a line break.
    from = to + 1;
  }
  return { text: texts.join('\n'), turns };
}

/** The first turn with the most matching words; undefined if no turn matches. */
export function findWords(
  { text, turns }: SearchText,
  words: readonly string[],
): FoundTurn | undefined {
  let best: { readonly turn: SearchTurn; readonly count: number } | undefined;
  for (const turn of turns) {
    const count = countIn(text.slice(turn.from, turn.to), words);
    if (count > (best?.count ?? 0)) best = { turn, count };
    if (count === words.length) break;
  }
  if (best === undefined) return undefined;
  const { turnId, question, answer } = best.turn;
  const by =
    countIn(normalize(answer), words) > countIn(normalize(question), words) ? 'answer' : 'question';
  const snippet = toSnippet(by === 'answer' ? answer : question, words);
  return { turnId, by, snippet };
}

/** A one-line excerpt around the place with the most matching words. */
export function toSnippet(text: string, words: readonly string[]): Snippet {
  const line = bestLine(text, words);
  const characters = toCharacters(line);
  const marked = markCharacters(characters, words);
  const first = Math.max(0, marked.indexOf(true));
  const start = first + before < maxLength ? 0 : first - before;
  const end = Math.min(characters.length, start + maxLength);
  return toMarked(characters, marked, start, end);
}

/** The matches in a short text, such as a title. */
export function highlightRanges(text: string, words: readonly string[]): Snippet['marks'] {
  const characters = toCharacters(text);
  const marked = markCharacters(characters, words);
  return toMarked(characters, marked, 0, characters.length).marks;
}

function foldedTurn(turn: Turn): string {
  const known = folded.get(turn);
  if (known !== undefined) return known;
  const made = normalize(`${turn.user.text}\n${textOf(turn, 'content')}`);
  folded.set(turn, made);
  return made;
}

function countIn(text: string, words: readonly string[]): number {
  return words.filter((word) => text.includes(word)).length;
}

/** The first line with the most matching words; long lines are split with an overlap. */
function bestLine(text: string, words: readonly string[]): string {
  let best = '';
  let max = 0;
  for (const line of text.split(/[\r\n]+/)) {
    for (let start = 0; start < Math.max(1, line.length); start += pieceLength / 2) {
      const piece = line.slice(start, start + pieceLength).toWellFormed();
      const count = countIn(normalize(piece), words);
      if (count > max) {
        best = piece;
        max = count;
      }
    }
    if (max === words.length) break;
  }
  return best.replace(/[\s\p{Cc}]/gu, ' ').trim();
}

/** Splits text into graphemes; plain ASCII needs no segmenter. */
function toCharacters(text: string): readonly string[] {
  if (/^[ -~]*$/.test(text)) return [...text];
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** Maps normalized offsets back to original ones, because normalization can change a character's length. */
function markCharacters(characters: readonly string[], words: readonly string[]): boolean[] {
  const marked = characters.map(() => false);
  const owners: number[] = [];
  let whole = '';
  characters.forEach((character, index) => {
    const part = normalize(character);
    whole += part;
    for (let unit = 0; unit < part.length; unit += 1) owners.push(index);
  });
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + word.length)) {
      for (let unit = at; unit < at + word.length; unit += 1) marked[owners[unit] ?? 0] = true;
    }
  }
  return marked;
}

function toMarked(
  characters: readonly string[],
  marked: readonly boolean[],
  start: number,
  end: number,
): Snippet {
  const marks: [number, number][] = [];
  let text = start > 0 ? '…' : '';
  for (let index = start; index < end; index += 1) {
    const from = text.length;
    text += characters[index] ?? '';
    if (marked[index] !== true) continue;
    const last = marks.at(-1);
    if (last?.[1] === from) last[1] = text.length;
    else marks.push([from, text.length]);
  }
  return { text: end < characters.length ? `${text}…` : text, marks };
}
