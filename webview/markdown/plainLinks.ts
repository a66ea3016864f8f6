/** Web addresses in plain text: which become links, and where they end. */

import type { MarkdownIt as Parser } from 'markdown-it';

/** A mark of emphasis, or a mark of punctuation that is no ASCII, ends an address. */
const behind = /\*\*|~~|\*(?=\P{ASCII})|(?!\p{ASCII})\p{P}/u;
/** A host whose last label is followed by letters of another script. */
const host = /^(?:\/\/)?[^/?#:]*\.[a-z]{2,}(?=\P{ASCII})/iu;
const www = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:[/?#][^\s<>"'`|\\]*)?/u;

/** Links addresses of `http:`, `https:` and `www.`; those of e-mail and `ftp:` stay text. */
export function addPlainLinks({ linkify }: Parser): void {
  for (const schema of ['ftp:', '//', 'mailto:']) linkify.add(schema, null);
  linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  for (const schema of ['http:', 'https:']) {
    linkify.add(schema, {
      validate: (text, position, self) => {
        const found = self.re.get_http_validator();
        found.lastIndex = position;
        return lengthOf(found.exec(text)?.[0] ?? '');
      },
    });
  }
  linkify.add('www.', {
    validate: (text, position) => lengthOf(www.exec(text.slice(position))?.[0] ?? ''),
    normalize: (match) => {
      match.url = `https://${match.url}`;
    },
  });
}

/** How much belongs to an address, by the rules of GFM: what closes a sentence does not. */
function lengthOf(found: string): number {
  const cut = host.exec(found)?.[0] ?? found;
  const address = cut.slice(0, behind.exec(cut)?.index ?? cut.length);
  let end = address.length;
  let surplus = address.includes(')') ? count(address, ')') - count(address, '(') : 0;
  while (end > 0) {
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
