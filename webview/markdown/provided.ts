/** Where the panel finds the Markdown renderer: it stands in a script of its own, so that the frame is not kept waiting. */

import type { MarkdownTexts } from './markdownTexts.ts';

/** A text that is painted and grows. */
export interface MarkdownView {
  readonly root: HTMLElement;
  /** `open`: more is to come. */
  update(text: string, open: boolean): void;
}

/** Paints a text into `root`. */
export type CreateMarkdown = (texts: MarkdownTexts, root: HTMLElement) => MarkdownView;

declare global {
  interface Window {
    createMarkdown?: CreateMarkdown;
  }
}

const provided = 'markdown-provided';

/** Called by the renderer's script, once. */
export function provideMarkdown(create: CreateMarkdown): void {
  window.createMarkdown = create;
  window.dispatchEvent(new Event(provided));
}

/** Whether there is a renderer; if not, `callback` is called once when there is. */
export function hasMarkdown(callback: () => void): boolean {
  if (window.createMarkdown !== undefined) return true;
  window.addEventListener(provided, callback, { once: true });
  return false;
}
