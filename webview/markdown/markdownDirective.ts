/** A lit directive that feeds text to a streaming Markdown renderer. */

import { noChange } from 'lit';
import { directive, Directive } from 'lit/directive.js';
import type { MarkdownTexts } from './markdownTexts.ts';
import { showUnpainted, type MarkdownView } from './scripts.ts';

class MarkdownDirective extends Directive {
  #streamed: MarkdownView | undefined;

  render(text: string, texts: MarkdownTexts, open = false): unknown {
    const first = this.#streamed === undefined;
    // The panel draws no message before the renderer is there.
    try {
      this.#streamed ??= window.createMarkdown?.(texts, makeRoot());
      this.#streamed?.update(text, open);
    } catch (fault) {
      // A fault in one text must not take the panel.
      this.#streamed = unpainted(this.#streamed?.root ?? makeRoot(), fault);
      this.#streamed.update(text, open);
    }
    return first ? this.#streamed?.root : noChange;
  }
}

function unpainted(root: HTMLElement, fault: unknown): MarkdownView {
  let isReported = false;
  return {
    root,
    update(text) {
      showUnpainted(root, text, isReported ? undefined : fault);
      isReported = true;
    },
  };
}

function makeRoot(): HTMLElement {
  const root = document.createElement('div');
  root.className = 'ds-markdown';
  return root;
}

/** Shows Markdown in a child position of a template; `open` while more of it is to come. */
export const markdown = directive(MarkdownDirective);
