/** A code block that is still streaming: text is appended without parsing. */

import { appendCode } from '../code/codeChunks.ts';
import { isClosedCode, type Block } from './blocks.ts';
import { FenceLines } from '../../../src/conversation/answer/fenceLines.ts';
import type { Token } from '../parse.ts';

/** Follows the block that a text ends in, until a line could close it. */
export class OpenFence {
  readonly #code: Element;
  readonly #marks: RegExp;
  /** Where the line begins that is still being written. */
  #lineStart: number;
  /** The complete lines so far. */
  #lines: FenceLines;
  /** How much of the text is shown. */
  #shown: number;

  /** `drawn`, which begins at `from`, ends within the block, and all of it is shown in `code`. */
  private constructor(code: Element, token: Token, drawn: string, from: number) {
    this.#code = code;
    const char = token.markup.startsWith('`') ? '`' : '~';
    this.#lines = new FenceLines(token.markup, token.info);
    closesIn(token.content, this.#lines);
    this.#marks = new RegExp(`^ {0,3}${char}+[ \\t]*$`);
    this.#lineStart = from + drawn.lastIndexOf('\n') + 1;
    this.#shown = from + drawn.length;
  }

  /** The last block of a text if nothing closes its code; `drawn` is what is shown of the text from `from` on. */
  static of(
    block: Block | undefined,
    node: Node | undefined,
    drawn: string,
    from: number,
  ): OpenFence | undefined {
    const token = block?.tokens[0];
    if (token?.type !== 'fence' || !(node instanceof Element)) return undefined;
    if (block === undefined || isClosedCode(block)) return undefined;
    const code = node.querySelector('code');
    // Only where the code is the end of the text, letter by letter, can it grow with it.
    if (code === null || !drawn.endsWith(`\n${token.content}`)) return undefined;
    const firstLine = drawn.slice(0, drawn.length - token.content.length - 1);
    if (!firstLine.startsWith(token.markup, firstLine.lastIndexOf('\n') + 1)) return undefined;
    return new OpenFence(code, token, drawn, from);
  }

  /** Shows a text that continues the last one; false where it has to be parsed. */
  grow(text: string, open: boolean): boolean {
    const lines = this.#lines.copy();
    if (closesIn(text.slice(this.#lineStart), lines)) return false;
    const lastLine = text.lastIndexOf('\n') + 1;
    const line = text.slice(lastLine);
    if (lines.copy().closes(line)) return false;
    // The parser shows no white space at the very end either.
    const waits = /^[ \t]+$/.test(line) || (open && this.#marks.test(line));
    const held = waits ? lastLine : text.length;
    if (held < this.#shown) return false;
    appendCode(this.#code, text.slice(this.#shown, held));
    this.#shown = held;
    this.#lineStart = lastLine;
    this.#lines = lines;
    return true;
  }
}

/** Takes the complete lines of a text; returns whether one closes the block. */
function closesIn(text: string, lines: FenceLines): boolean {
  for (let start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
    if (lines.closes(text.slice(start, end))) return true;
  }
  return false;
}
