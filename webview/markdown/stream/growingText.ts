/** Prose that is still streaming: plain words are appended without parsing. */

import { lineStarts } from './lines.ts';
import type { Parsed, Token } from '../parse.ts';
import { hasMarks } from '../shownText.ts';

/** Letters, and marks that no rule of Markdown knows in the middle of a line. */
const plain = /^(?:(?!\p{DI})[\p{L}\p{M}\p{N} ,.:?!'"(\u3001-\u3011\uFF01-\uFF1F-])*$/u;
/** Marks on one letter, of which not any number is drawn. */
const manyMarks = /\p{M}{9}/u;
const beforeMarks = 16;
/** A paragraph that may turn out to be the definition of a link, or the title of one. */
const definition = /^["'([]/;
/** What an address of the web begins with. */
const address = /www|\/\//i;
/** So many letters before a piece of text can make the beginning of an address together with it. */
const beforeAddress = 2;

/** Follows the last words of a text for as long as nothing but words is added. */
export class GrowingText {
  readonly #node: Text;
  /** How much of the text is shown: all but spaces at its very end. */
  #shown: number;

  private constructor(node: Text, shown: number) {
    this.#node = node;
    this.#shown = shown;
  }

  /** The words that the open end `drawn`, which begins at `from`, ends in; `last` is its last block. */
  static of(
    { tokens, mended }: Parsed,
    last: Node | undefined,
    drawn: string,
    from: number,
  ): GrowingText | undefined {
    const words = drawn.trimEnd();
    if (mended || drawn.includes('\n', words.length) || !endsPlainly(words)) return undefined;
    const at = tokens.findLastIndex(({ nesting }) => nesting !== -1);
    const block = tokens[at - 1];
    const inline = tokens[at];
    if (inline?.type !== 'inline' || !isProse(block, words)) return undefined;
    const { content } = inline;
    // It is known what a line is where a letter stands in it.
    const line = content.slice(content.lastIndexOf('\n') + 1);
    if (definition.test(content) || !/\p{L}/u.test(line)) return undefined;
    const text = inline.children?.at(-1);
    if (text?.type !== 'text' || text.content === '') return undefined;
    // What is hidden may be marked otherwise once more of the text is known.
    if (hasMarks(last)) return undefined;
    const node = lastText(last);
    const isShown = words.endsWith(text.content) && node?.data.endsWith(text.content) === true;
    return isShown ? new GrowingText(node, from + words.length) : undefined;
  }

  /** Shows a text that continues the last one; false where it has to be parsed. */
  grow(text: string): boolean {
    const added = text.slice(this.#shown);
    if (!plain.test(added) || address.test(text.slice(this.#shown - beforeAddress))) return false;
    if (manyMarks.test(text.slice(Math.max(0, this.#shown - beforeMarks)))) return false;
    const words = added.trimEnd();
    if (words !== '') this.#node.appendData(words);
    this.#shown += words.length;
    return true;
  }
}

/** Whether the last letter means itself whatever follows, and belongs to no address. */
function endsPlainly(text: string): boolean {
  const word = text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n')) + 1);
  return plain.test(text.slice(-1)) && !address.test(word);
}

/** Whether the text of a block goes on to the last line of a text; that of a table's cell may end anywhere. */
function isProse(block: Token | undefined, text: string): boolean {
  const goesOn = block?.type === 'paragraph_open' || block?.type === 'heading_open';
  return goesOn && block.map?.[1] === lineStarts(text).length;
}

function lastText(node: Node | undefined): Text | undefined {
  let last: Node | null = node ?? null;
  while (last !== null && !(last instanceof Text)) last = last.lastChild;
  return last ?? undefined;
}
