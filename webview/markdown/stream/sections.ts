/** Groups the blocks of an answer into sections and chapters, so that the browser skips distant ones together. */

import { element } from '../createElement.ts';
import { patchNode } from './patchDom.ts';

/**
 * How many blocks stand in a section. Few of what grows in sight, since all that stands around is looked through in
 * every frame; more of what comes at once, whose heights are guesses until they are put right while somebody reads.
 */
const blocksPerSection = { growing: 6, atOnce: 12 };
/** Every section that can be skipped costs a little in each frame: far away, a whole chapter of them is skipped as one. */
const blocksPerChapter = 48;
/** How high unseen text is taken to be: characters of a line, pixels of a line, and all else in lines. */
const line = { length: 52, height: 20 };
const highAs = { margin: 0.5, codeLine: 0.9, codeFrame: 2.4, item: 0.7, row: 1.4 };

interface Section {
  readonly element: HTMLElement;
  /** Its blocks are those from the first to before the end, or will be. */
  readonly first: number;
  readonly end: number;
}

/** An array-like list of blocks across sections. */
export class Sections {
  readonly #root: HTMLElement;
  readonly #sections: Section[] = [];
  readonly #chapters: HTMLElement[] = [];
  #count = 0;
  /** How many sections from the first are closed. */
  #closed = 0;
  /** How many chapters from the first are folded, that is skipped as one. */
  #folded = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** How many blocks there are. */
  get length(): number {
    return this.#count;
  }

  at(index: number): ChildNode | undefined {
    const section = this.#holding(index);
    return section?.element.childNodes[index - section.first];
  }

  /** Makes the blocks from `from` on equal to `wanted`, keeping what is equal. */
  patch(from: number, wanted: readonly Node[]): void {
    const { growing, atOnce } = blocksPerSection;
    const size = wanted.length > growing ? atOnce : growing;
    for (const [offset, node] of wanted.entries()) this.#set(from + offset, node, size);
    const length = from + wanted.length;
    for (let index = this.#count - 1; index >= length; index -= 1) this.at(index)?.remove();
    while (this.#sections.at(-1)?.element.firstChild === null) {
      this.#sections.pop()?.element.remove();
    }
    while (this.#chapters.at(-1)?.firstChild === null) this.#chapters.pop()?.remove();
    this.#count = length;
  }

  /** Replaces a block unless the two are equal; returns whether it did. */
  replace(index: number, node: Node): boolean {
    const old = this.at(index);
    if (old === undefined || old.isEqualNode(node)) return false;
    old.replaceWith(node);
    return true;
  }

  /** The first so many blocks do not change any more: whole sections of them are drawn only when they are near. */
  close(blocks: number): void {
    for (const { element: section, end } of this.#sections.slice(this.#closed)) {
      if (end > blocks) break;
      // The real height takes its place as soon as it was drawn once.
      section.style.containIntrinsicBlockSize = `auto ${String(guessHeight(section))}px`;
      section.classList.add('ds-section--closed');
      this.#closed += 1;
    }
    // The last section of a chapter may reach beyond its end.
    const chapterEnd = (this.#folded + 1) * blocksPerChapter;
    if (blocks >= chapterEnd + blocksPerSection.atOnce) this.#fold();
  }

  /** Begins again: nothing is closed. */
  open(): void {
    this.#closed = 0;
    this.#folded = 0;
    for (const section of this.#sections) section.element.classList.remove('ds-section--closed');
    for (const chapter of this.#chapters) chapter.classList.remove('ds-chapter--folded');
  }

  /** Folds the next chapter if it is a window away from what is in sight. */
  #fold(): void {
    const chapter = this.#chapters[this.#folded];
    if (chapter === undefined) return;
    const { top, bottom, height } = chapter.getBoundingClientRect();
    if (height === 0 || (bottom > -innerHeight && top < 2 * innerHeight)) return;
    chapter.style.containIntrinsicBlockSize = `auto ${String(height)}px`;
    chapter.classList.add('ds-chapter--folded');
    for (const section of chapter.children) section.classList.remove('ds-section--closed');
    this.#folded += 1;
  }

  #holding(index: number): Section | undefined {
    return this.#sections.findLast(({ first, end }) => first <= index && index < end);
  }

  #set(index: number, node: Node, size: number): void {
    const current = this.at(index);
    if (current === undefined) {
      const section = this.#holding(index) ?? this.#add(index, size);
      section.element.append(node);
    } else if (!patchNode(current, node)) current.replaceWith(node);
  }

  #add(first: number, size: number): Section {
    const last = this.#sections.at(-1)?.element.lastElementChild ?? null;
    // What follows a heading is close to it, also across two sections.
    const under = last !== null && /^h\d$/.test(last.localName);
    const made = element('div', {
      class: under ? 'ds-section ds-section--underHeading' : 'ds-section',
    });
    this.#chapterOf(first).append(made);
    const section = { element: made, first, end: first + size };
    this.#sections.push(section);
    return section;
  }

  #chapterOf(block: number): HTMLElement {
    const chapter = this.#chapters[Math.floor(block / blocksPerChapter)];
    if (chapter !== undefined) return chapter;
    const made = element('div', { class: 'ds-chapter' });
    this.#root.append(made);
    this.#chapters.push(made);
    return made;
  }
}

function guessHeight(section: HTMLElement): number {
  let lines = 0;
  for (const block of section.children) lines += guessLines(block) + highAs.margin;
  return Math.round(lines * line.height);
}

function guessLines(block: Element): number {
  const text = block.textContent;
  if (block.matches('.ds-code')) {
    return (text.split('\n').length - 1) * highAs.codeLine + highAs.codeFrame;
  }
  const items = block.querySelectorAll('li').length * highAs.item;
  const rows = block.querySelectorAll('tr').length * highAs.row;
  const lines = items + rows === 0 ? proseLines(text) : text.length / line.length;
  return lines + items + rows;
}

/** A line break of the text is one on the page. */
function proseLines(text: string): number {
  let lines = 0;
  for (const item of text.split('\n')) lines += Math.max(1, Math.ceil(item.length / line.length));
  return lines;
}
