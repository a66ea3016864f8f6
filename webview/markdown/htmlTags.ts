/** The HTML tags that are drawn as what they mean: `<br>`, and pairs of `<sub>`, `<sup>` and `<kbd>`. */

import type { MarkdownIt as Parser, StateCore, StateInline, Token } from 'markdown-it';

/** A tag of the list, without attributes. */
export interface HtmlTag {
  readonly name: 'br' | 'sub' | 'sup' | 'kbd';
  readonly closes: boolean;
  readonly source: string;
}

const tag = /<(?:(br)[ \t]*\/?|(\/?)(sub|sup|kbd)[ \t]*)>/iy;

/** The tag that begins at a place of a text. */
export function htmlTagAt(text: string, position: number): HtmlTag | undefined {
  tag.lastIndex = position;
  const [source, br, slash, other] = tag.exec(text) ?? [];
  if (source === undefined) return undefined;
  const name = (br ?? other ?? '').toLowerCase() as HtmlTag['name'];
  return { name, closes: slash === '/', source };
}

/** Adds the tags; all other HTML, and a tag without its pair, stays text. */
export function addHtmlTags(md: Parser): void {
  md.inline.ruler.before('autolink', 'html_tag', parseTag);
  md.core.ruler.after('inline', 'html_tag_pairs', pairTags);
}

function parseTag(state: StateInline, silent: boolean): boolean {
  const found = htmlTagAt(state.src, state.pos);
  if (found === undefined || state.pos + found.source.length > state.posMax) return false;
  state.pos += found.source.length;
  if (found.name === 'br') {
    if (!silent) state.push('hardbreak', 'br', 0);
    // The line break behind it is the same one.
    state.pos += /^ *\n? */.exec(state.src.slice(state.pos, state.posMax))?.[0].length ?? 0;
  } else if (!silent) {
    const token = state.push('html_tag', found.name, 0);
    token.content = found.source;
    token.meta = { closes: found.closes };
  }
  return true;
}

function pairTags({ tokens }: StateCore): void {
  for (const { type, children } of tokens) {
    if (type === 'inline' && children !== null) pairAmong(children);
  }
}

/** Tags pair where no emphasis or link begins in one and ends outside it. */
function pairAmong(tokens: readonly Token[]): void {
  const opened: Token[] = [];
  for (const token of tokens) {
    const closes = token.type === 'html_tag' && token.meta?.['closes'] === true;
    if (token.nesting === 1 || (token.type === 'html_tag' && !closes)) {
      opened.push(token);
    } else if (closes) {
      const last = opened.at(-1);
      if (last?.type !== 'html_tag' || last.tag !== token.tag) continue;
      opened.pop();
      makePair(last, token);
    } else if (token.nesting === -1) {
      while (opened.pop()?.type === 'html_tag');
    }
  }
}

function makePair(open: Token, close: Token): void {
  for (const [token, nesting] of [
    [open, 1],
    [close, -1],
  ] as const) {
    token.type = nesting === 1 ? `${token.tag}_open` : `${token.tag}_close`;
    token.nesting = nesting;
    token.markup = token.content;
    token.content = '';
  }
}
