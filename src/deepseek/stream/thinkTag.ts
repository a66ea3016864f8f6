/** Think tags of models without a reasoning field (contract 19). */

const names = ['think', 'thinking'] as const;
const maxTagLength = '</thinking>'.length;

/** A closing tag with either name. */
const close = /<\/think(?:ing)?>/i;

/** A tag at the start of a text. */
export interface ThinkTag {
  readonly name: (typeof names)[number];
  readonly length: number;
}

/** Lowercases ASCII letters only, which keeps offsets valid. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The tag at the start of a text; `partial` if more text may complete it. */
export function tagAtStart(text: string, slash: '' | '/'): ThinkTag | 'partial' | undefined {
  const head = lower(text.slice(0, maxTagLength));
  const tags = names.map((name) => ({ name, tag: `<${slash}${name}>` }));
  const found = tags.find(({ tag }) => head.startsWith(tag));
  if (found !== undefined) return { name: found.name, length: found.tag.length };
  return tags.some(({ tag }) => tag.startsWith(head)) ? 'partial' : undefined;
}

/** The range of a closing tag with this name, or with either name. */
export function findClose(
  text: string,
  name?: ThinkTag['name'],
): { readonly start: number; readonly end: number } | undefined {
  const pattern = name === undefined ? close : new RegExp(`</${name}>`, 'i');
  const match = pattern.exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

/** Length of the trailing text that may be the start of a closing tag with this name. */
export function partialClose(text: string, name: ThinkTag['name']): number {
  const tag = `</${name}>`;
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(lower(text.slice(-length)))) return length;
  }
  return 0;
}

/** Finds a closing tag in text that arrives in pieces; each piece is scanned once. */
export class CloseFinder {
  readonly #name: ThinkTag['name'] | undefined;
  readonly #pieces: string[] = [];
  #length = 0;
  #tail = '';

  /** With this name, or with either name. */
  constructor(name?: ThinkTag['name']) {
    this.#name = name;
  }

  get length(): number {
    return this.#length;
  }

  /** All text received so far. */
  get text(): string {
    return this.#pieces.join('');
  }

  /** Adds a piece; once the tag is found, returns the text before and after it. */
  push(piece: string): { readonly before: string; readonly after: string } | undefined {
    const offset = this.#length - this.#tail.length;
    this.#pieces.push(piece);
    this.#length += piece.length;
    const looked = this.#tail + piece;
    const found = findClose(looked, this.#name);
    this.#tail = looked.slice(1 - maxTagLength);
    if (found === undefined) return undefined;
    const text = this.text;
    return { before: text.slice(0, offset + found.start), after: text.slice(offset + found.end) };
  }
}
