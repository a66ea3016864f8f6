/**
 * Parses Markdown to tokens: CommonMark with tables, strikethrough, footnotes and math, without raw HTML, with plain
 * URLs linked.
 */

import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import { addFootnotes } from './footnoteRules.ts';
import { drawLimits } from '../../src/conversation/limits.ts';
import { addLongText } from './stream/longText.ts';
import { addMathematics } from './math/mathRules.ts';
import { addNesting } from './nestingLimit.ts';
import { addOpenEnd } from './stream/openEnd.ts';
import type { ParseEnv } from './parseEnv.ts';

export type { Token };

/** What one place of a text defines for all others: links by normalised label, and the labels of footnotes. */
export interface Definitions {
  readonly references: Readonly<Record<string, { readonly href: string; readonly title: string }>>;
  readonly footnotes: Readonly<Record<string, true>>;
}

/** Tokens of a text, and every definition known after it: those given and those it brought. */
export interface Parsed {
  readonly tokens: readonly Token[];
  /** Whether the end of it was drawn ahead, as what it is about to be. */
  readonly mended: boolean;
  readonly definitions: Definitions;
}

export const noDefinitions: Definitions = { references: {}, footnotes: {} };

/** The one parser of the page. */
export const parser = createParser();

/** Parses a text in which `known` definitions already hold; the first definition of a label wins. */
export function parseMarkdown(text: string, known = noDefinitions, open = false): Parsed {
  const env: ParseEnv = {
    references: { ...known.references },
    footnotes: { ...known.footnotes },
    open,
    mended: false,
  };
  const tokens = parser.parse(text, env);
  return { tokens, mended: env.mended, definitions: env };
}

function createParser(): Parser {
  const md = new MarkdownIt({ html: false, linkify: true });
  // Every link becomes a token, so that what may not be opened is decided in one place, as text or link.
  md.validateLink = () => true;
  for (const schema of ['ftp:', '//', 'mailto:']) md.linkify.add(schema, null);
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.linkify.add('www.', {
    validate: (text, position) => wwwLength(text.slice(position)),
    normalize: (match) => {
      match.url = `https://${match.url}`;
    },
  });
  headTablesWithProse(md);
  searchLabelsOnce(md);
  addNesting(md);
  addFootnotes(md);
  addMathematics(md);
  addOpenEnd(md);
  addLongText(md);
  return md;
}

/**
 * As GFM has it, what begins another block is no head of a table; the parser asks for tables first. A table of too many
 * columns is text.
 */
function headTablesWithProse(md: Parser): void {
  const [table] = md.block.ruler.getRules('');
  if (table === undefined) throw new Error('The parser has no rules.');
  md.block.ruler.disable('table');
  const narrow: typeof table = (state, startLine, endLine, silent) => {
    const head = state.src.slice(state.bMarks[startLine], state.eMarks[startLine]);
    return count(head, '|') <= drawLimits.columns && table(state, startLine, endLine, silent);
  };
  md.block.ruler.before('lheading', 'table_of_prose', narrow, { alt: ['paragraph', 'reference'] });
}

/** Without a bracket that closes it there is no label; the parser would look for one from every bracket that opens. */
function searchLabelsOnce(md: Parser): void {
  const { parseLinkLabel } = md.helpers;
  let searched = { text: '', last: -1 };
  md.helpers.parseLinkLabel = (state, start, disableNested) => {
    const text = state.src;
    if (searched.text !== text) searched = { text, last: text.lastIndexOf(']') };
    return start < searched.last ? parseLinkLabel(state, start, disableNested) : -1;
  };
}

/** How much of what follows `www.` belongs to the address, by the rules of GFM: what closes a sentence does not. */
function wwwLength(rest: string): number {
  const found = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:[/?#][^\s<>"'`|\\]*)?/u.exec(
    rest,
  );
  const address = found?.[0] ?? '';
  let end = address.length;
  for (let surplus = count(address, ')') - count(address, '('); end > 0;) {
    const last = address[end - 1] ?? '';
    const entity = last === ';' && /&\w+;$/.exec(address.slice(Math.max(0, end - 40), end));
    if (entity) end -= entity[0].length;
    else if ('.,;:!?]*_~'.includes(last)) end -= 1;
    else if (last === ')' && surplus > 0) {
      end -= 1;
      surplus -= 1;
    } else break;
  }
  return end;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
