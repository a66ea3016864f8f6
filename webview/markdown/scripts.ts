/** What lazily loaded scripts provide to each other: the panel finds the renderer, the renderer the rest. */

import type { MarkdownTexts } from './markdownTexts.ts';

/** A text that is painted and grows. */
export interface MarkdownView {
  readonly root: HTMLElement;
  /** `open`: more is to come. */
  update(text: string, open: boolean): void;
}

/** Paints a text into `root`. */
export type CreateMarkdown = (texts: MarkdownTexts, root: HTMLElement) => MarkdownView;

/** The code as coloured nodes that say the same; nothing for a language that is not known. */
export type HighlightCode = (code: string, language: string) => Node | undefined;

/** The formula as MathML; nothing where it cannot be read. */
export type TypesetFormula = (tex: string, display: boolean) => Node | undefined;

declare global {
  interface Window {
    createMarkdown?: CreateMarkdown;
    highlightCode?: HighlightCode;
    typesetFormula?: TypesetFormula;
  }
}

const loadedEvent = 'markdown-provided';
/** Dispatched on the window with the error when a text stays unformatted because it could not be painted. */
export const paintFailed = 'markdown-failed';
/** Bubbles from what was painted later than the text around it. */
export const repaintEvent = 'markdown-painted';

/** Called by the renderer's script, once. */
export function provideMarkdown(create: CreateMarkdown): void {
  window.createMarkdown = create;
  window.dispatchEvent(new Event(loadedEvent));
}

/** Shows a text as it was written, since painting it failed. */
export function showUnpainted(root: HTMLElement, text: string, fault?: unknown): void {
  const plain = document.createElement('div');
  plain.className = 'ds-unpainted';
  plain.textContent = text;
  root.replaceChildren(plain);
  if (fault !== undefined) window.dispatchEvent(new CustomEvent(paintFailed, { detail: fault }));
}

/** Whether there is a renderer; if not, `callback` is called once when there is. */
export function isMarkdownLoaded(callback: () => void): boolean {
  if (window.createMarkdown !== undefined) return true;
  window.addEventListener(loadedEvent, callback, { once: true });
  return false;
}
