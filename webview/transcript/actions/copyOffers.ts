/** Copies text and asks first if it has hidden characters; a copied selection is reported afterwards. */

import {
  countHidden,
  withoutHidden,
  type TextUse,
} from '../../../src/conversation/hiddenCharacters.ts';
import { splitCode } from '../../../src/conversation/answer/markdownCode.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { CopyOffer, UiState } from '../../state/templateContext.ts';

/** A text to be copied, and what it is without its hidden characters. */
export interface CopiedText {
  readonly text: string;
  readonly count: number;
  readonly clean: string;
}

/** What copying needs of the page. */
export interface CopyPort {
  readonly strings: UiStrings;
  ui(): UiState;
  setUi(change: Partial<UiState>): void;
  /** Puts a text on the clipboard. */
  copy(text: string): void;
  root(): HTMLElement | undefined;
}

/** The offers of one page, one at a time. */
export class CopyOffers {
  readonly #port: CopyPort;
  /** What the focus goes back to. */
  #opener: HTMLElement | undefined;
  #focusWanted = false;

  constructor(root: HTMLElement, port: CopyPort) {
    this.#port = port;
    root.addEventListener('click', (event) => {
      const { target } = event;
      const button = target instanceof Element ? target.closest('[data-copy]') : null;
      if (button instanceof HTMLElement) this.#choose(button.dataset.copy ?? '');
    });
    root.addEventListener('keydown', (event) => {
      const inside = event.target instanceof Element && event.target.closest('.ds-copyOffer');
      if (event.key !== 'Escape' || !inside) return;
      // It closes this and stops no answer.
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#close();
    });
    root.addEventListener('copy', () => this.#onSelectionCopied());
  }

  /** Copies a text; whether that is done. Else it is asked how. */
  copy({ text, count, clean }: CopiedText, opener: HTMLElement): boolean {
    if (count === 0) {
      this.#port.setUi({ copyOffer: undefined });
      this.#port.copy(text);
      return true;
    }
    this.#opener = opener;
    this.#focusWanted = true;
    this.#show({ text, count, clean, copied: false });
    return false;
  }

  /** An offer ends with the chat that it was made in. */
  onOtherChat(): void {
    if (this.#port.ui().copyOffer !== undefined) this.#port.setUi({ copyOffer: undefined });
  }

  /** Puts the focus on the offer that was just made. */
  afterDraw(): void {
    if (!this.#focusWanted) return;
    const button = this.#port.root()?.querySelector<HTMLElement>('.ds-copyOffer [data-copy]');
    if (button === null || button === undefined) return;
    this.#focusWanted = false;
    button.focus({ preventScroll: true });
  }

  #show(copyOffer: CopyOffer): void {
    const { strings } = this.#port;
    const [text, many] = copyOffer.copied
      ? [strings.hiddenCopiedOne, strings.hiddenCopied]
      : [strings.hiddenInCopyOne, strings.hiddenInCopy];
    const status = copyOffer.count === 1 ? text : fill(many, copyOffer.count);
    this.#port.setUi({ copyOffer, status });
  }

  #choose(choice: string): void {
    const offer = this.#port.ui().copyOffer;
    if (offer === undefined) return;
    if (choice !== 'close') this.#port.copy(choice === 'clean' ? offer.clean : offer.text);
    this.#close();
  }

  #close(): void {
    this.#port.setUi({ copyOffer: undefined });
    if (this.#opener?.isConnected === true) this.#opener.focus({ preventScroll: true });
    this.#opener = undefined;
  }

  /** What is selected is in the clipboard when it is known what is in it. */
  #onSelectionCopied(): void {
    const selection = getSelection();
    const transcript = this.#port.root()?.querySelector('.ds-transcript');
    if (selection === null || selection.isCollapsed || !transcript) return;
    const marks = [...transcript.querySelectorAll('.ds-hidden')];
    if (!marks.some((mark) => selection.containsNode(mark, true))) return;
    const text = selection.toString();
    const use = isInCode(selection) ? 'code' : 'name';
    const count = countHidden(text, use);
    if (count === 0) return;
    this.#opener = undefined;
    this.#show({ text, count, clean: withoutHidden(text, use), copied: true });
  }
}

/** A text that is used in one way. */
export function copiedText(text: string, use: TextUse): CopiedText {
  return { text, count: countHidden(text, use), clean: withoutHidden(text, use) };
}

/** A message as it was written: code in it is held to more than prose. */
export function copiedMarkdown(text: string): CopiedText {
  const stretches = splitCode(text).map((stretch) =>
    copiedText(stretch.text, stretch.isCode ? 'code' : 'prose'),
  );
  return {
    text,
    count: stretches.reduce((sum, { count }) => sum + count, 0),
    clean: stretches.map(({ clean }) => clean).join(''),
  };
}

function isInCode({ anchorNode, focusNode }: Selection): boolean {
  const codeOf = (node: Node | null) => node?.parentElement?.closest('code') ?? null;
  return codeOf(anchorNode) !== null && codeOf(anchorNode) === codeOf(focusNode);
}
