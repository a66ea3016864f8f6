/** Markdown text to tokens: CommonMark with tables and strikethrough, raw HTML off, plain web addresses linked. */

import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';

export type { Token };

/** Link reference definitions by normalised label. */
export type References = Readonly<
  Record<string, { readonly href: string; readonly title: string }>
>;

/** Tokens of a text, and every definition known after it: those given and those it brought. */
export interface Parsed {
  readonly tokens: readonly Token[];
  readonly references: References;
}

const parser = createParser();

/** Parses a text in which `known` definitions already hold; the first definition of a label wins. */
export function parseMarkdown(text: string, known: References = {}): Parsed {
  const env = { references: { ...known } };
  const tokens = parser.parse(text, env);
  return { tokens, references: env.references };
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
  return md;
}

/** How much of what follows `www.` belongs to the address; closing punctuation does not. */
function wwwLength(rest: string): number {
  const found = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:[/?#][^\s<>"'`|\\]*)?/u.exec(
    rest,
  );
  return found === null ? 0 : found[0].replace(/[.,;:!?)\]*_~]+$/, '').length;
}
