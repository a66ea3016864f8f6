/**
 * Parses Markdown to tokens: CommonMark with tables, strikethrough, footnotes and math, without raw HTML but a few
 * tags, with plain URLs linked.
 */

import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import addCjkEmphasis from 'markdown-it-cjk-friendly';
import { addFences } from './fenceRule.ts';
import { addFootnotes } from './footnoteRules.ts';
import { addHtmlTags } from './htmlTags.ts';
import { addLongText } from './stream/longText.ts';
import { addMathematics } from './math/mathRules.ts';
import { addNesting } from './nestingLimit.ts';
import { addOpenEnd } from './stream/openEnd.ts';
import type { ParseEnv } from './parseEnv.ts';
import { addPlainLinks } from './plainLinks.ts';
import { addTables } from './tableRule.ts';

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
  addPlainLinks(md);
  addFences(md);
  addTables(md);
  searchLabelsOnce(md);
  addCjkEmphasis(md);
  addNesting(md);
  addFootnotes(md);
  addMathematics(md);
  addHtmlTags(md);
  addOpenEnd(md);
  addLongText(md);
  return md;
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
