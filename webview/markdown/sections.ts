/** The blocks of an answer in sections of a fixed number, so that a page skips what is far away by the dozen. */

import { element } from './dom.ts';
import { patchNode } from './patch.ts';

/** Small enough that little is drawn for one visible line, large enough that skipping costs nothing. */
const blocksPerSection = 12;
/** What an unseen line of text is taken to be, in characters and pixels. */
const guess = { lineLength: 52, lineHeight: 20, least: 20 };

/** A list of blocks that looks like one, whatever section they stand in. */
export class Sections {
  readonly #root: HTMLElement;
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
    const section = this.#root.children[Math.floor(index / blocksPerSection)];
    return section?.childNodes[index % blocksPerSection];
  }

  /** Makes the blocks from `from` on equal to `wanted`, keeping what is equal. */
  patch(from: number, wanted: readonly Node[]): void {
    for (const [offset, node] of wanted.entries()) this.#set(from + offset, node);
    const length = from + wanted.length;
    for (let index = this.#count - 1; index >= length; index -= 1) this.at(index)?.remove();
    while (this.#root.lastElementChild?.firstChild === null) this.#root.lastElementChild.remove();
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
    const whole = Math.floor(blocks / blocksPerSection);
    for (; this.#closed < whole; this.#closed += 1) {
      const section = this.#root.children[this.#closed];
      if (!(section instanceof HTMLElement)) return;
      // The real height takes its place as soon as it was drawn once.
      section.style.containIntrinsicBlockSize = `auto ${String(guessHeight(section))}px`;
      section.classList.add('ds-section--closed');
    }
  }

  /** Begins anew: nothing is closed. */
  open(): void {
    this.#closed = 0;
    for (const section of this.#root.children) section.classList.remove('ds-section--closed');
  }

  #set(index: number, node: Node): void {
    const current = this.at(index);
    if (current === undefined) this.#sectionOf(index).append(node);
    else if (!patchNode(current, node)) current.replaceWith(node);
  }

  #sectionOf(index: number): Element {
    const nth = Math.floor(index / blocksPerSection);
    const found = this.#root.children[nth];
    if (found !== undefined) return found;
    const last = this.#root.lastElementChild?.lastElementChild ?? null;
    // What follows a heading stands close to it, also across the border of two sections.
    const under = last !== null && /^h\d$/.test(last.localName);
    const made = element('div', {
      class: under ? 'ds-section ds-section--underHeading' : 'ds-section',
    });
    this.#root.append(made);
    return made;
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
