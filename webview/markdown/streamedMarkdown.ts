/** One answer's Markdown as it grows: closed blocks are never touched again, only the open end is parsed and patched. */

import { parseMarkdown, type Parsed, type References, type Token } from './parse.ts';
import { patchChildren } from './patch.ts';
import type { MarkdownTexts } from './markdownTexts.ts';
import { tokensToDom } from './tokensToDom.ts';

/** A block that no later text can change, but for the definitions that its links name. */
interface ClosedBlock {
  readonly source: string;
  /** How many nodes of the root it made. */
  readonly nodes: number;
}

/** Holds a root element whose children always equal those of one whole parse of the text so far. */
export class StreamedMarkdown {
  readonly root: HTMLElement;
  private readonly texts: MarkdownTexts;
  private text = '';
  private closed: ClosedBlock[] = [];
  private closedNodes = 0;
  /** Where the open end begins in `text`. */
  private openStart = 0;
  /** Definitions within closed text. */
  private closedReferences: References = {};
  /** Definitions by which the closed blocks were drawn. */
  private drawnReferences = '{}';

  constructor(texts: MarkdownTexts, root: HTMLElement = document.createElement('div')) {
    this.texts = texts;
    this.root = root;
  }

  /** Shows this text; cheap when it continues the last one, right for any. */
  update(raw: string): void {
    const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
    if (text === this.text) return;
    if (!text.startsWith(this.text)) this.forget();
    this.text = text;
    const tail = text.slice(this.openStart);
    const parsed = parseMarkdown(tail, this.closedReferences);
    this.redrawForReferences(parsed.references);
    this.draw(tail, parsed);
  }

  private forget(): void {
    this.closed = [];
    this.closedNodes = 0;
    this.openStart = 0;
    this.closedReferences = {};
    this.drawnReferences = '{}';
  }

  private draw(tail: string, { tokens, references }: Parsed): void {
    const blocks = topLevelBlocks(tokens);
    const drawn = blocks.map((block) => tokensToDom(block.tokens, this.texts));
    patchChildren(this.root, this.closedNodes, drawn.flat());
    const lines = lineStarts(tail);
    const settled = settledBlocks(blocks, lines.length - 1);
    if (settled === 0) return;
    const end = blocks[settled - 1]?.end ?? 0;
    for (const [index, block] of blocks.slice(0, settled).entries()) {
      const nodes = drawn[index]?.length ?? 0;
      this.closed.push({ source: sliceLines(tail, lines, block.start, block.end), nodes });
      this.closedNodes += nodes;
    }
    const closedText = sliceLines(tail, lines, 0, end);
    this.closedReferences = parseMarkdown(closedText, this.closedReferences).references;
    this.drawnReferences = JSON.stringify(references);
    this.openStart += closedText.length;
  }

  /** A definition may come after the links that name it: those blocks, and no others, are drawn anew. */
  private redrawForReferences(references: References): void {
    const now = JSON.stringify(references);
    if (now === this.drawnReferences) return;
    this.drawnReferences = now;
    let position = 0;
    for (const block of this.closed) {
      if (block.source.includes(']')) {
        const { tokens } = parseMarkdown(block.source, references);
        for (const [index, node] of tokensToDom(tokens, this.texts).entries()) {
          const old = this.root.childNodes[position + index];
          if (old !== undefined && !old.isEqualNode(node)) this.root.replaceChild(node, old);
        }
      }
      position += block.nodes;
    }
  }
}

interface Block {
  readonly tokens: Token[];
  /** First line, and the line after the last. */
  readonly start: number;
  readonly end: number;
}

function topLevelBlocks(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let run: Token[] = [];
  for (const token of tokens) {
    run.push(token);
    if (token.level !== 0 || token.nesting === 1) continue;
    const [start, end] = run[0]?.map ?? [0, 0];
    blocks.push({ tokens: run, start, end });
    run = [];
  }
  return blocks;
}

/**
 * How many blocks from the left are closed: those before a block that is one for certain, since the lines by which
 * it is known (for a table its first two) are whole.
 */
function settledBlocks(blocks: readonly Block[], lastLine: number): number {
  let settled = blocks.length - 1;
  while (settled > 0 && !isCertain(blocks[settled], lastLine)) settled -= 1;
  return Math.max(0, settled);
}

function isCertain(block: Block | undefined, lastLine: number): boolean {
  if (block === undefined) return false;
  const knownBy = block.tokens[0]?.type === 'table_open' ? 2 : 1;
  return block.start + knownBy <= lastLine;
}

/** Where each line begins; the last entry is the line still being written, empty after a line break. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function sliceLines(text: string, lines: readonly number[], start: number, end: number): string {
  return text.slice(lines[start] ?? text.length, lines[end] ?? text.length);
}
