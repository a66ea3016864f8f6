/** Converts parser tokens to DOM nodes by an allow-list; anything else shows as text. */

import { nameHidden, type TextUse } from '../../src/conversation/hiddenCharacters.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { codeBlock } from './code/codeBlock.ts';
import { element } from './createElement.ts';
import { footnote, footnoteReference } from './footnotes.ts';
import { hostOf, toSafeLink } from './links.ts';
import { appendLongText } from './stream/longText.ts';
import type { MarkdownTexts } from './markdownTexts.ts';
import { formula } from './math/formula.ts';
import type { Token } from './parse.ts';
import { appendRow } from './stream/rowParts.ts';
import { appendShown } from './shownText.ts';

/** Elements that tokens of these names open. */
const containers: Readonly<Record<string, string>> = {
  paragraph_open: 'p',
  heading_open: 'h',
  blockquote_open: 'blockquote',
  bullet_list_open: 'ul',
  ordered_list_open: 'ol',
  list_item_open: 'li',
  table_open: 'table',
  thead_open: 'thead',
  tbody_open: 'tbody',
  tr_open: 'tr',
  th_open: 'th',
  td_open: 'td',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 's',
  link_open: 'a',
  sub_open: 'sub',
  sup_open: 'sup',
  kbd_open: 'kbd',
};

/** Tokens without an end that are drawn as elements. */
const leaves: ReadonlySet<string> = new Set([
  'inline',
  'fence',
  'code_block',
  'code_inline',
  'hr',
  'hardbreak',
  'image',
  'footnote_reference',
  'math_inline',
  'math_block',
  'long_text',
]);

/** The blocks of Unicode in which letters run from the right. */
const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** What there may be any number of in a block. */
const rowNames: ReadonlySet<string> = new Set(['tr', 'li']);

const alignments = /^text-align:(left|center|right)$/;

/** The nodes of a run of tokens, top-level blocks in order. */
export function tokensToDom(tokens: readonly Token[], texts: MarkdownTexts): Node[] {
  const root = document.createDocumentFragment();
  write(root, tokens, texts);
  return [...root.childNodes];
}

/** Marks that are nested deeper show as they were written: a page draws no nodes of any depth. */
const maxHeading = 40;

/** `context`: the text around, which decides its direction. */
function write(root: Node, tokens: readonly Token[], texts: MarkdownTexts, context?: string): void {
  const stack: Node[] = [root];
  // Text is added at once: to add to a long one again and again would copy it every time.
  let text = '';
  for (const token of tokens) {
    const parent = stack.at(-1) ?? root;
    const depth = token.nesting === 1 ? stack.length : stack.length - 1;
    const own = token.nesting === 0 ? ownText(token) : tooDeep(token, depth);
    if (own === undefined) {
      appendShown(parent, text, useIn(stack), context);
      text = '';
    } else {
      text += own;
    }
    if (token.nesting === 1) {
      // A paragraph of a tight list leaves its text in the item itself.
      stack.push(token.hidden || own !== undefined ? parent : open(parent, token, texts));
    } else if (token.nesting === -1) {
      if (token.type === 'thead_close') directTable(parent);
      if (stack.length > 1) stack.pop();
    } else if (own === undefined) {
      writeLeaf(parent, token, texts);
    }
  }
  appendShown(stack.at(-1) ?? root, text, useIn(stack), context);
}

/** The words of a link say where it leads, so that nothing may be hidden in them. */
function useIn(stack: readonly Node[]): TextUse {
  return stack.some(isLink) ? 'name' : 'prose';
}

function isLink(node: Node): boolean {
  return node instanceof Element && node.matches('a, .ds-inertLink');
}

/** The text of a token that is drawn as nothing else. */
function ownText({ type, content }: Token): string | undefined {
  if (type === 'softbreak') return '\n';
  return leaves.has(type) ? undefined : content;
}

/** The marks of emphasis within too many others. */
function tooDeep({ type, markup }: Token, depth: number): string | undefined {
  return depth > maxHeading && /^(?:em|strong|s|sub|sup|kbd)_/.test(type) ? markup : undefined;
}

function open(parent: Node, token: Token, texts: MarkdownTexts): Node {
  if (token.type === 'footnote_open') {
    const { frame, body } = footnote(token, texts);
    parent.appendChild(frame);
    return body;
  }
  const name = containers[token.type];
  if (name === undefined) return parent;
  const made = name === 'a' ? openLink(token) : openBlock(name, token);
  if (hasDirection(name, token)) made.setAttribute('dir', 'auto');
  if (name === 'table') {
    // A wide table scrolls in its frame, which must be reachable by keyboard.
    const frame = element('div', {
      class: 'ds-table',
      role: 'group',
      'aria-label': texts.table,
      tabindex: '0',
    });
    parent.appendChild(frame).appendChild(made);
  } else if (parent instanceof Element && rowNames.has(name) && parent.localName !== 'thead') {
    appendRow(parent, made);
  } else {
    parent.appendChild(made);
  }
  return made;
}

/** The columns of a table run from the side at which the first word of its head begins. */
function directTable(head: Node): void {
  const first = /\p{L}/u.exec(head.textContent ?? '')?.[0] ?? '';
  if (rightToLeft.test(first)) head.parentElement?.setAttribute('dir', 'rtl');
}

/** Whether the words of an element decide its direction: what is nested in a list or quote goes with it. */
function hasDirection(name: string, { level, block }: Token): boolean {
  return /^t[hd]$/.test(name) || (block && level === 0 && name !== 'table');
}

function openBlock(name: string, token: Token): HTMLElement {
  // Headings of an answer rank below those of the page.
  if (name === 'h') return element(`h${Math.min(6, Number(token.tag.slice(1)) + 2)}`);
  const made = element(name);
  const start = name === 'ol' ? token.attrGet('start') : null;
  if (start !== null) made.setAttribute('start', String(start));
  const width = name === 'td' ? token.attrGet('colspan') : null;
  if (width !== null) made.setAttribute('colspan', String(width));
  const align = alignments.exec(String(token.attrGet('style') ?? ''))?.[1];
  if (align !== undefined) made.className = `ds-table__cell--${align}`;
  return made;
}

function openLink(token: Token): HTMLElement {
  const href = String(token.attrGet('href') ?? '');
  const link = toSafeLink(href);
  if (link === undefined) {
    return element('span', { class: 'ds-inertLink', title: nameHidden(href) });
  }
  return element('a', { href: link.href, title: link.target, rel: 'noreferrer' });
}

function writeLeaf(parent: Node, token: Token, texts: MarkdownTexts): void {
  switch (token.type) {
    case 'inline':
      writeInline(parent, token, texts);
      break;
    case 'fence':
    case 'code_block':
      parent.appendChild(codeBlock(token.content, token.info, texts));
      break;
    case 'code_inline':
      appendShown(
        parent.appendChild(element('code', { class: 'ds-inlineCode', dir: 'ltr' })),
        token.content,
        'code',
      );
      break;
    case 'long_text':
      appendLongText(parent, token.content);
      break;
    case 'hr':
      parent.appendChild(element('hr'));
      break;
    case 'hardbreak':
      parent.appendChild(element('br'));
      break;
    case 'image':
      parent.appendChild(image(token, texts));
      break;
    case 'footnote_reference':
      parent.appendChild(footnoteReference(token, texts));
      break;
    case 'math_inline':
    case 'math_block':
      parent.appendChild(formula(token, texts));
      break;
  }
}

function writeInline(parent: Node, token: Token, texts: MarkdownTexts): void {
  const children = token.children ?? [];
  const first = children[0];
  const task = first?.type === 'text' ? /^\[([ xX])\] /.exec(first.content) : null;
  const item = parent instanceof Element ? parent.closest('li') : null;
  if (task === null || first === undefined || item === null || item.textContent !== '') {
    write(parent, children, texts, token.content);
    return;
  }
  const done = task[1] !== ' ';
  item.classList.add('ds-task');
  parent.appendChild(taskBox(done, texts));
  appendShown(parent, first.content.slice(task[0].length), 'prose', token.content);
  write(parent, children.slice(1), texts, token.content);
}

function taskBox(done: boolean, texts: MarkdownTexts): HTMLElement {
  return element('input', {
    type: 'checkbox',
    disabled: '',
    class: 'ds-task__box',
    'aria-label': done ? texts.taskDone : texts.taskOpen,
    ...(done ? { checked: '' } : {}),
  });
}

/** Images are never loaded: their description and host are shown instead. */
function image(token: Token, texts: MarkdownTexts): HTMLElement {
  const source = String(token.attrGet('src') ?? '');
  const host = hostOf(source);
  const alt = nameHidden(plainText(token.children ?? []));
  return element(
    'span',
    { class: 'ds-inertImage', title: nameHidden(source.slice(0, 200)) },
    host === '' ? fill(texts.image, alt) : fill(texts.imageWithHost, alt, host),
  );
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => (token.children === null ? token.content : plainText(token.children)))
    .join('');
}
