/** A highlighter's tree to DOM nodes: spans with the highlighter's own class names, and text. */

import type { Element, Root, RootContent } from 'hast';
import { appendText } from '../createElement.ts';
import { markText } from '../shownText.ts';

/** Names that the highlighter may give; see `webview/styles/code.css`. */
const className = /^hljs-[a-z-]+$|^[a-z]+_$/;

/** The nodes of a tree that says `code`; what is neither element nor text is left out. */
export function treeToDom(root: Root, code: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  append(fragment, root.children);
  // What the tree left out is not where the marks would be.
  if (fragment.textContent === code) markText(fragment, code, 'code');
  return fragment;
}

function append(parent: Node, children: readonly RootContent[]): void {
  for (const child of children) {
    if (child.type === 'text') appendText(parent, child.value);
    else if (child.type === 'element') append(parent.appendChild(span(child)), child.children);
  }
}

function span({ properties }: Element): HTMLElement {
  const made = document.createElement('span');
  const names = Array.isArray(properties.className) ? properties.className : [];
  for (const name of names) {
    if (typeof name === 'string' && className.test(name)) made.classList.add(name);
  }
  return made;
}
