/** The blocks of an answer in sections, so that a page skips many at a time of what is far away. */

import { element } from './dom.ts';
import { patchNode } from './patch.ts';

/**
 * How many blocks stand in a section. Few of what grows in sight, since all that stands around is looked through in
 * every frame; more of what comes at once, whose heights are guesses until they are put right while somebody reads.
 */
const blocksPerSection = { growing: 6, atOnce: 12 };
/** What an unseen line of text is taken to be, in characters and pixels. */
const guess = { lineLength: 52, lineHeight: 20, least: 20 };

interface Section {
  readonly element: HTMLElement;
  /** Its blocks are those from the first to before the end, or will be. */
  readonly first: number;
  readonly end: number;
}

/** A list of blocks that looks like one, whatever section they stand in. */
export class Sections {
  readonly #root: HTMLElement;
  readonly #sections: Section[] = [];
  #count = 0;
  /** How many sections from the first are closed. */
  #closed = 0;

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
    const size = blocksPerSection[wanted.length > blocksPerSection.growing ? 'atOnce' : 'growing'];
    for (const [offset, node] of wanted.entries()) this.#set(from + offset, node, size);
    const length = from + wanted.length;
    for (let index = this.#count - 1; index >= length; index -= 1) this.at(index)?.remove();
    while (this.#sections.at(-1)?.element.firstChild === null) {
      this.#sections.pop()?.element.remove();
    }
    this.#count = length;
  }

  /** Puts a block in another's place unless they are equal; tells whether it did. */
  replace(index: number, node: Node): boolean {
    const old = this.at(index);
    if (old === undefined || old.isEqualNode(node)) return false;
    old.replaceWith(node);
    return true;
  }

  /** The first so many blocks do not change any more: whole sections of them are drawn only when they are near. */
  close(blocks: number): void {
    for (; ; this.#closed += 1) {
      const section = this.#sections[this.#closed];
      if (section === undefined || section.end > blocks) return;
      const { element: closed } = section;
      // The real height takes its place as soon as it was drawn once.
      closed.style.containIntrinsicBlockSize = `auto ${String(guessHeight(closed))}px`;
      closed.classList.add('ds-section--closed');
    }
  }

  /** Begins anew: nothing is closed. */
  open(): void {
    this.#closed = 0;
    for (const section of this.#sections) section.element.classList.remove('ds-section--closed');
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
    const last = this.#root.lastElementChild?.lastElementChild ?? null;
    // What follows a heading stands close to it, also across the border of two sections.
    const under = last !== null && /^h\d$/.test(last.localName);
    const made = element('div', {
      class: under ? 'ds-section ds-section--underHeading' : 'ds-section',
    });
    this.#root.append(made);
    const section = { element: made, first, end: first + size };
    this.#sections.push(section);
    return section;
  }
}

function guessHeight(section: HTMLElement): number {
  let lines = 0;
  for (const child of section.children) {
    const text = child.textContent;
    const breaks = child.localName === 'p' ? 0 : (text.match(/\n/g)?.length ?? 0);
    lines += Math.max(1, breaks, Math.ceil(text.length / guess.lineLength)) + 0.5;
  }
  return Math.max(guess.least, Math.round(lines * guess.lineHeight));
}
