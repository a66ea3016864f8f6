/** Renders an answer's Markdown as it grows: closed blocks are never touched, only the open end is parsed and patched. */

import { drawLimits } from '../../../src/conversation/limits.ts';
import { settledBlocks, topLevelBlocks, type Block } from './blocks.ts';
import { GrowingBlock } from './growingBlock.ts';
import { GrowingText } from './growingText.ts';
import { lineStarts, sliceLines } from './lines.ts';
import type { MarkdownTexts } from '../markdownTexts.ts';
import { completeTable, withholdPartialLine } from './openEnd.ts';
import { OpenFence } from './openFence.ts';
import {
  noDefinitions,
  parseMarkdown,
  type Definitions,
  type Parsed,
  type Token,
} from '../parse.ts';
import { redrawReferences, type ClosedBlock } from './redrawReferences.ts';
import { Sections } from './sections.ts';
import { tokensToDom } from '../tokensToDom.ts';

/** Notified of blocks, for work that can be done after the text is painted. */
export interface IdleWork {
  /** It was drawn and may still change. */
  onDrawn(block: Node): void;
  /** It does not change any more; `grown` while it was shown, and more of the text is to come. */
  onClosed(block: Node, grown: boolean): void;
}

const formulaMarks = /\$|\\[[(]|\\begin\{/;
const noLateWork: IdleWork = { onDrawn() {}, onClosed() {} };

/**
 * How many letters a drawing may parse on average, and at once: an open block of more is drawn every so many updates,
 * so that an answer costs the same for each piece of it, whatever it is made of.
 */
const letters = { each: 6_000, atOnce: 24_000 };

/** Holds a root whose blocks always equal those of one whole parse of the text so far; `open` draws its end ahead. */
export class StreamedMarkdown {
  readonly root: HTMLElement;
  readonly #texts: MarkdownTexts;
  readonly #sections: Sections;
  readonly #late: IdleWork;
  #text = '';
  #open = false;
  #closed: ClosedBlock[] = [];
  #closedNodes = 0;
  /** Where the open end begins in `text`. */
  #openStart = 0;
  /** Definitions within closed text. */
  #closedDefinitions = noDefinitions;
  /** Definitions by which the closed blocks were drawn. */
  #drawnDefinitions = noDefinitions;
  #fence: OpenFence | undefined;
  #growing: GrowingBlock | undefined;
  #words: GrowingText | undefined;
  /** How many letters may be parsed now; less than none after a long block. */
  #budget = letters.atOnce;
  /** A text that is not drawn yet. */
  #waiting: string | undefined;
  #scheduled = false;

  constructor(
    texts: MarkdownTexts,
    root: HTMLElement = document.createElement('div'),
    late: IdleWork = noLateWork,
  ) {
    this.#texts = texts;
    this.#late = late;
    this.root = root;
    this.#sections = new Sections(root);
  }

  /** How much of the text is parsed again with whatever is added to it. */
  get parsedAgain(): number {
    const isFollowed = this.#fence !== undefined || this.#growing !== undefined;
    return isFollowed ? 0 : this.#text.length - this.#openStart;
  }

  /**
   * Shows this text; cheap when it continues the last one, right for any. `open`: more is to come. `now`: it is drawn
   * whatever that costs.
   */
  update(raw: string, open = false, now = false): void {
    const text = normalized(raw);
    if (text === this.#text && open === this.#open) return;
    // Sliced, they are compared by the machine's words; asked whether it starts so, letter by letter.
    const grows = text.slice(0, this.#text.length) === this.#text;
    const ended = this.#open && !open;
    const unparsed = grows && !ended && this.#growUnparsed(text, open);
    this.#budget = Math.min(letters.atOnce, this.#budget + letters.each);
    const waits = !now && !unparsed && grows && open && this.#budget < 0;
    this.#waiting = waits ? raw : undefined;
    if (waits) {
      this.#drawSoon();
      return;
    }
    if (!grows) this.#forget();
    this.#text = text;
    this.#open = open;
    if (unparsed || (grows && this.#grow())) {
      if (ended) this.#notifyIdleWork(0, false);
      return;
    }
    const tail = text.slice(this.#openStart);
    const { parsed, source } = this.#parse(tail);
    this.#redrawForDefinitions(parsed.definitions);
    const from = this.#openStart;
    this.#draw(tail, source, parsed);
    this.#followWords(parsed, source, tail, from);
    // What was closed now is not parsed again.
    this.#budget -= text.length - this.#openStart;
  }

  /** What could not be drawn now is drawn in one of the next frames, or at the end. */
  #drawSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      if (this.#waiting !== undefined) this.update(this.#waiting, true);
    });
  }

  #forget(): void {
    this.#closed = [];
    this.#closedNodes = 0;
    this.#openStart = 0;
    this.#closedDefinitions = noDefinitions;
    this.#drawnDefinitions = noDefinitions;
    this.#fence = undefined;
    this.#growing = undefined;
    this.#words = undefined;
    this.#sections.open();
  }

  /** Parses the open end; while more is to come, of its last line what can be drawn already. */
  #parse(tail: string): { parsed: Parsed; source: string } {
    const source = this.#open ? withholdPartialLine(tail) : tail;
    const parsed = parseMarkdown(source, this.#closedDefinitions, this.#open);
    if (
      !this.#open ||
      parsed.tokens.findLast((token) => token.level === 0)?.type !== 'paragraph_close'
    ) {
      return { parsed, source };
    }
    const table = completeTable(tail, source !== tail);
    return table === undefined
      ? { parsed, source }
      : { parsed: parseMarkdown(table, this.#closedDefinitions, true), source: table };
  }

  /** Adds what came to code or prose that it means nothing but itself in; false where it has to be parsed. */
  #growUnparsed(text: string, open: boolean): boolean {
    return this.#fence?.grow(text, open) === true || this.#words?.grow(text) === true;
  }

  /** Draws the last rows of a list or table; false where the whole open end has to be parsed. */
  #grow(): boolean {
    const growing = this.#growing;
    if (growing === undefined) return false;
    this.#growing = undefined;
    const tail = growing.head + this.#text.slice(growing.from);
    const { parsed, source } = this.#parse(tail);
    const { tokens, definitions } = parsed;
    this.#budget -= tail.length;
    const blocks = topLevelBlocks(tokens);
    const lines = lineStarts(tail);
    // A block that is closed is parsed whole once more unless it is long; so is one with definitions in it or after it.
    const settled = settledBlocks(blocks, tail, lines);
    if (settled > 0 && this.#text.length - this.#openStart < drawLimits.slice) return false;
    if (count(definitions) > count(this.#closedDefinitions)) return false;
    this.#redrawForDefinitions(definitions);
    const draw = (run: readonly Token[]): Node[] => tokensToDom(run, this.#texts);
    this.#growing = growing.grow(blocks[0], tail, lines, draw);
    if (this.#growing === undefined) return false;
    const others = blocks.slice(1).map((block) => draw(block.tokens));
    this.#sections.patch(this.#closedNodes + 1, others.flat());
    const from = growing.from - growing.head.length;
    this.#followWords(parsed, source, tail, from);
    if (formulaMarks.test(tail)) {
      for (const node of [...growing.drawn(), ...others.flat()]) this.#late.onDrawn(node);
    }
    if (settled > 0) {
      const nodes = [1, ...others.map(({ length }) => length)].slice(0, settled);
      if (this.#open) this.#notifyIdleWork(sum(nodes), false);
      this.#settle(blocks.slice(0, settled), nodes, tail, from);
    }
    return true;
  }

  /** Closes the first blocks, drawn as so many nodes each, of a parsed text that begins at `from`. */
  #settle(blocks: readonly Block[], nodes: readonly number[], tail: string, from: number): void {
    const lines = lineStarts(tail);
    this.#growing = undefined;
    for (const [index, block] of blocks.entries()) {
      const end = from + (lines[block.end] ?? tail.length);
      this.#close(block, this.#text.slice(this.#openStart, end), nodes[index] ?? 0);
      this.#openStart = end;
    }
    this.#sections.close(this.#closedNodes);
  }

  #draw(tail: string, source: string, { tokens, definitions }: Parsed): void {
    const blocks = topLevelBlocks(tokens);
    const drawn = blocks.map((block) => tokensToDom(block.tokens, this.#texts));
    this.#sections.patch(this.#closedNodes, drawn.flat());
    const last = this.#sections.at(this.#sections.length - 1);
    this.#fence = OpenFence.of(blocks.at(-1), last, source, this.#openStart);
    const lines = lineStarts(tail);
    const settled = settledBlocks(blocks, tail, lines);
    this.#notifyIdleWork(drawn.slice(0, settled).flat().length, formulaMarks.test(tail));
    if (settled === 0) {
      this.#follow(blocks, tail, lines, definitions);
      return;
    }
    const closedText = sliceLines(tail, lines, 0, blocks[settled - 1]?.end ?? 0);
    if (count(definitions) > count(this.#closedDefinitions)) {
      this.#closedDefinitions = parseMarkdown(closedText, this.#closedDefinitions).definitions;
    }
    const nodes = drawn.map(({ length }) => length);
    this.#settle(blocks.slice(0, settled), nodes, tail, this.#openStart);
  }

  /** The first open block may be one of which only the last rows need to be parsed. */
  #follow(
    blocks: readonly Block[],
    tail: string,
    lines: readonly number[],
    definitions: Definitions,
  ): void {
    this.#growing =
      count(definitions) > count(this.#closedDefinitions)
        ? undefined
        : GrowingBlock.of(
            blocks[0],
            this.#sections.at(this.#closedNodes),
            tail,
            lines,
            this.#openStart,
          );
  }

  /** Where the text ends in plain words, more of them need no parsing. */
  #followWords(parsed: Parsed, source: string, tail: string, from: number): void {
    const last = this.#sections.at(this.#sections.length - 1);
    this.#words =
      this.#open && source === tail ? GrowingText.of(parsed, last, tail, from) : undefined;
  }

  /** Reports the nodes of the open end, of which the first `closing` are closed; at the end of the text all are. */
  #notifyIdleWork(closing: number, formulas: boolean): void {
    const end = this.#sections.length;
    const closed = this.#open ? this.#closedNodes + closing : end;
    for (let index = this.#closedNodes; index < end; index += 1) {
      const node = this.#sections.at(index);
      if (node === undefined) continue;
      if (index < closed) this.#late.onClosed(node, this.#open);
      else if (formulas) this.#late.onDrawn(node);
    }
  }

  #close(block: Block, source: string, nodes: number): void {
    const refers = block.tokens.some((token) => token.type === 'inline') && source.includes(']');
    this.#closed.push({ source: refers ? source : '', first: this.#closedNodes, nodes });
    this.#closedNodes += nodes;
  }

  /** A definition may come after the links and footnotes that name it: those blocks, and no others, are drawn again. */
  #redrawForDefinitions(now: Definitions): void {
    redrawReferences(this.#closed, this.#drawnDefinitions, now, (block) => {
      const { tokens } = parseMarkdown(block.source, now);
      for (const [index, node] of tokensToDom(tokens, this.#texts).entries()) {
        if (this.#sections.replace(block.first + index, node)) {
          this.#late.onClosed(node, this.#open);
        }
      }
    });
    this.#drawnDefinitions = now;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, value) => all + value, 0);
}

function count({ references, footnotes }: Definitions): number {
  return Object.keys(references).length + Object.keys(footnotes).length;
}

function normalized(raw: string): string {
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
