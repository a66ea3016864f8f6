/** The searchable text of chats and the excerpts of its matches. Attached context is not searched. */

import { textOf } from '../activeBranch.ts';
import type { Conversation, Turn, TurnId } from '../model.ts';

/** A piece of a text with the places of the found words, in UTF-16 code units from its beginning. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

/** Where in a conversation the words were found. */
export interface FoundTurn {
  readonly turnId: TurnId;
  readonly by: 'question' | 'answer';
  readonly snippet: Snippet;
}

/** What can be found in one turn, as it was said, and the place of it in the folded text. */
export interface SearchTurn {
  readonly turnId: TurnId;
  readonly question: string;
  readonly answer: string;
  readonly from: number;
  readonly to: number;
}

/** All that can be found in a conversation besides its title. */
export interface SearchText {
  /** Folded. */
  readonly text: string;
  readonly turns: readonly SearchTurn[];
}

/** How much of a text is shown before the first found word and in all, in characters. */
const before = 24;
const maxLength = 140;
/** A line longer than this is looked at in pieces, in UTF-16 code units. */
const pieceLength = 2_000;

const segmenter = new Intl.Segmenter();
const folded = new WeakMap<Turn, string>();

/** A text as it is compared: the same in either case, in full and half width, composed or not. */
export function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/** The words of a query, each once; all of them must occur. */
export function splitWords(query: string): readonly string[] {
  return [...new Set(normalize(query).split(/\s+/u))].filter((word) => word !== '');
}

/** Every turn that was not deleted, on any branch: neither hidden itself nor after a hidden one. */
export function visibleTurns({ turns, openTurn }: Conversation): readonly Turn[] {
  const hidden = new Set<TurnId>();
  const all = openTurn === null ? [...turns.values()] : [...turns.values(), openTurn];
  return all.filter((turn) => {
    // A parent has ended before its children began, so it came first.
    const gone = turn.hidden === true || (turn.parentId !== null && hidden.has(turn.parentId));
    if (gone) hidden.add(turn.id);
    return !gone;
  });
}

/** What a search needs of a conversation. */
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

/** The first turn that has the most of the words; none when no turn has any. */
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

/** An excerpt around the first place that has most of the words, on one line. */
export function toSnippet(text: string, words: readonly string[]): Snippet {
  const line = bestLine(text, words);
  const characters = toCharacters(line);
  const marked = markCharacters(characters, words);
  const first = Math.max(0, marked.indexOf(true));
  const start = first + before < maxLength ? 0 : first - before;
  const end = Math.min(characters.length, start + maxLength);
  return toMarked(characters, marked, start, end);
}

/** The places of the words in a short text, such as a title. */
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

/** The first of the lines, long ones cut with an overlap, that has the most of the words. */
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

/** Which characters belong to a match; folding may lengthen them, so each keeps its offset. */
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
