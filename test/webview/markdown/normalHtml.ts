/** Runs in the browser: an answer as it is painted and the parser's own HTML after the policy, both as one line of text. */

import MarkdownIt from 'markdown-it';
import { toSafeLink } from '../../../webview/markdown/links.ts';

const blocks = /^(p|h[1-6]|ul|ol|li|blockquote|pre|table|thead|tbody|tr|th|td|hr)$/;

const parser = new MarkdownIt({ html: false, linkify: true });
parser.validateLink = () => true;
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ['ftp:', '//', 'mailto:']) parser.linkify.add(schema, null);

/** What the parser's HTML says of a text, raw HTML off; links that only `www.` makes are not its own. */
export function parsersHtml(text: string): string {
  const { body } = new DOMParser().parseFromString(parser.render(text), 'text/html');
  return sayChildren(body, sayParsers);
}

/** What a painted answer says. */
export function paintedHtml(root: HTMLElement): string {
  return [...root.querySelectorAll('.ds-section')]
    .map((section) => sayChildren(section, sayPainted))
    .join('');
}

type Say = (element: Element, inside: () => string) => string;

function sayChildren(parent: Node, say: Say): string {
  return [...parent.childNodes].map((node) => sayNode(node, say)).join('');
}

function sayNode(node: ChildNode, say: Say): string {
  if (node instanceof Element) return say(node, () => sayChildren(node, say));
  if ((node.parentElement?.closest('pre') ?? null) !== null) return node.textContent ?? '';
  let text = (node.textContent ?? '').replace(/[ \t\n]+/g, ' ');
  if (isEdge(node.previousSibling, node)) text = text.replace(/^ /, '');
  if (isEdge(node.nextSibling, node)) text = text.replace(/ $/, '');
  return text;
}

/** Where space means nothing: beside a block, and at the border of one. */
function isEdge(sibling: ChildNode | null, node: ChildNode): boolean {
  const beside = sibling ?? node.parentElement;
  if (beside === null || !(beside instanceof Element)) return false;
  if (beside.matches('br, input')) return true;
  if (beside.matches('.ds-code, .ds-table, .ds-section, body')) return true;
  return blocks.test(beside.localName);
}

const tag = (name: string, inside: string): string => `<${name}>${inside}</${name.split(' ')[0]!}>`;

function sayParsers(element: Element, inside: () => string): string {
  const name = element.localName;
  const heading = /^h([1-6])$/.exec(name);
  if (heading !== null) return tag(`h${String(Math.min(6, Number(heading[1]) + 2))}`, inside());
  if (name === 'img') return tag('image', element.getAttribute('alt') ?? '');
  if (name === 'a') return sayLink(element.getAttribute('href') ?? '', inside());
  if (name === 'pre') return tag('pre', element.textContent);
  if (name === 'li') return sayItem(inside());
  if (/^t[hd]$/.test(name)) {
    const align = /text-align:(\w+)/.exec(element.getAttribute('style') ?? '');
    return sayCell(name, align?.[1] ?? '', inside());
  }
  return sayOther(element, inside());
}

/** A task's box stands where the parser leaves the text that means it. */
function sayItem(inside: string): string {
  const task = /^(<p>)?\[([ xX])\] (?=\S)/.exec(inside);
  if (task === null) return tag('li', inside);
  const box = task[2] === ' ' ? '<open>' : '<done>';
  return tag('li', `${task[1] ?? ''}${box}${inside.slice(task[0].length)}`);
}

function sayPainted(element: Element, inside: () => string): string {
  const name = element.localName;
  if (element.matches('.ds-code')) return tag('pre', element.querySelector('code')!.textContent);
  if (element.matches('.ds-table')) return inside();
  if (element.matches('.ds-inertImage')) return tag('image', imageText(element.textContent));
  if (element.matches('.ds-inertLink')) return sayLink((element as HTMLElement).title, inside());
  if (name === 'a') return sayLink(element.getAttribute('href') ?? '', inside());
  if (name === 'input') return element.hasAttribute('checked') ? '<done>' : '<open>';
  if (/^t[hd]$/.test(name)) {
    return sayCell(name, /--(\w+)$/.exec(element.className)?.[1] ?? '', inside());
  }
  return sayOther(element, inside());
}

function imageText(text: string): string {
  return text.replace(/^Image: /, '').replace(/ \([^()]*\)$/, '');
}

function sayLink(href: string, inside: string): string {
  const safe = toSafeLink(href);
  return safe === undefined ? tag(`inert ${href}`, inside) : tag(`a ${safe.href}`, inside);
}

function sayCell(name: string, align: string, inside: string): string {
  return tag(align === '' ? name : `${name} ${align}`, inside);
}

function sayOther(element: Element, inside: string): string {
  const start = element.getAttribute('start');
  return tag(start === null ? element.localName : `${element.localName} ${start}`, inside);
}
