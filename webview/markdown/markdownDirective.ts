/** Hands a text to a streamed Markdown renderer that lives as long as its place in a template. */

import { noChange } from 'lit';
import { directive, Directive } from 'lit/directive.js';
import { StreamedMarkdown } from './streamedMarkdown.ts';
import type { MarkdownTexts } from './markdownTexts.ts';

class MarkdownDirective extends Directive {
  private streamed: StreamedMarkdown | undefined;

  render(text: string, texts: MarkdownTexts): unknown {
    const first = this.streamed === undefined;
    this.streamed ??= new StreamedMarkdown(texts, makeRoot());
    this.streamed.update(text);
    return first ? this.streamed.root : noChange;
  }
}

function makeRoot(): HTMLElement {
  const root = document.createElement('div');
  root.className = 'ds-markdown';
  return root;
}

/** Shows Markdown in a child position of a template. */
export const markdown = directive(MarkdownDirective);
