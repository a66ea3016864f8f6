/** Parses JSON that arrives in pieces; the cost per piece depends only on its length. */

type Container = unknown[] | Record<string, unknown>;

/** The next expected token outside of strings and literals. */
type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/** Limits of a parser. */
export interface JsonLimits {
  /** Maximum nesting of arrays and objects. */
  readonly depth: number;
  /** Maximum number of values, including arrays and objects. */
  readonly values: number;
  /** Maximum length of one string or number, in UTF-16 code units. */
  readonly text: number;
}

/** The JSON exceeds the limits. */
export class JsonLimitError extends RangeError {}

const nonBlank = /[^ \t\n\r]/g;
const quoteOrBackslash = /["\\]/g;
const nonWord = /[^-+.\w]/g;

/** Parses the first array or object of a text, like `JSON.parse`. */
export class JsonParser {
  readonly #limits: JsonLimits;
  #expected: Expected = 'value';
  readonly #stack: Container[] = [];
  /** The name of the field whose value comes next. */
  #name = '';
  #token: 'string' | 'word' | undefined;
  /** The current token so far; for a string, its decoded value. */
  #text = '';
  /** An incomplete escape sequence at the end of the last piece. */
  #rest = '';
  #values = 0;
  #root: Container | undefined;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** The array or object, when it is complete. */
  get value(): Container | undefined {
    return this.#expected === 'nothing' ? this.#root : undefined;
  }

  /** The array or object as far as it has arrived. */
  get partial(): Container | undefined {
    return this.#root;
  }

  /**
   * Parses the next piece; returns how much of it belongs to the array or object. Throws a `SyntaxError` for invalid
   * JSON and a `JsonLimitError` if it exceeds the limits; the parser can't be used after that.
   */
  push(piece: string): number {
    const text = this.#rest + piece;
    const carried = this.#rest.length;
    this.#rest = '';
    let at = 0;
    while (at < text.length && this.#expected !== 'nothing') {
      if (this.#token === 'string') at = this.#takeString(text, at);
      else if (this.#token === 'word') at = this.#takeWord(text, at);
      else at = this.#takeOutside(text, at);
    }
    return at - carried;
  }

  #takeString(text: string, start: number): number {
    let end = indexOf(quoteOrBackslash, text, start);
    while (text[end] === '\\') {
      const next = end + (text[end + 1] === 'u' ? 6 : 2);
      if (next > text.length) break;
      end = indexOf(quoteOrBackslash, text, next);
    }
    this.#addText(JSON.parse(`"${text.slice(start, end)}"`) as string);
    if (text[end] === '\\') {
      this.#rest = text.slice(end);
      return text.length;
    }
    if (end === text.length) return end;
    const value = this.#endToken();
    if (this.#expected === 'value' || this.#expected === 'valueOrEnd') this.#addValue(value);
    else {
      this.#name = value;
      this.#expected = 'colon';
    }
    return end + 1;
  }

  #takeWord(text: string, start: number): number {
    const end = indexOf(nonWord, text, start);
    this.#addText(text.slice(start, end));
    if (end < text.length) this.#addValue(JSON.parse(this.#endToken()));
    return end;
  }

  #addText(text: string): void {
    this.#text += text;
    if (this.#text.length > this.#limits.text) throw new JsonLimitError('The text is too long.');
  }

  #endToken(): string {
    const text = this.#text;
    this.#token = undefined;
    this.#text = '';
    return text;
  }

  /** Handles a character outside of tokens; returns where to continue. */
  #takeOutside(text: string, start: number): number {
    const at = indexOf(nonBlank, text, start);
    if (at === text.length) return at;
    const character = text[at] ?? '';
    if (character === '"') this.#beginString();
    else if (character === ':') this.#advance('colon', 'value');
    else if (character === ',') this.#advance('commaOrEnd', this.#isInArray ? 'value' : 'name');
    else if (character === ']' || character === '}') this.#close(character);
    else {
      this.#expectValue();
      if (character === '[' || character === '{') this.#open(character);
      else if (this.#root === undefined) throw new SyntaxError('Expected an array or object.');
      else {
        this.#token = 'word';
        return at;
      }
    }
    return at + 1;
  }

  get #isInArray(): boolean {
    return Array.isArray(this.#stack.at(-1));
  }

  #beginString(): void {
    if (this.#expected !== 'name' && this.#expected !== 'nameOrEnd') this.#expectValue();
    if (this.#root === undefined) throw new SyntaxError('Expected an array or object.');
    this.#token = 'string';
  }

  #expectValue(): void {
    if (this.#expected !== 'value' && this.#expected !== 'valueOrEnd') {
      throw new SyntaxError('Unexpected value.');
    }
  }

  #advance(from: Expected, to: Expected): void {
    if (this.#expected !== from) throw new SyntaxError('Unexpected separator.');
    this.#expected = to;
  }

  #open(bracket: '[' | '{'): void {
    const container: Container = bracket === '[' ? [] : {};
    if (this.#root === undefined) this.#root = container;
    else this.#addValue(container);
    this.#stack.push(container);
    if (this.#stack.length > this.#limits.depth) throw new JsonLimitError('Nested too deeply.');
    this.#expected = bracket === '[' ? 'valueOrEnd' : 'nameOrEnd';
  }

  #close(bracket: ']' | '}'): void {
    const isEmpty = this.#expected === (bracket === ']' ? 'valueOrEnd' : 'nameOrEnd');
    if (!(isEmpty || this.#expected === 'commaOrEnd') || this.#isInArray !== (bracket === ']')) {
      throw new SyntaxError('Unexpected bracket.');
    }
    this.#stack.pop();
    this.#expected = this.#stack.length === 0 ? 'nothing' : 'commaOrEnd';
  }

  #addValue(value: unknown): void {
    this.#values += 1;
    if (this.#values > this.#limits.values) throw new JsonLimitError('Too many values.');
    const container = this.#stack.at(-1);
    if (Array.isArray(container)) container.push(value);
    else if (container !== undefined) setField(container, this.#name, value);
    this.#expected = 'commaOrEnd';
  }
}

/** Defines an own property, because the name may have a setter, such as `__proto__`. */
function setField(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value;
  else {
    const attributes = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(fields, name, attributes);
  }
}

/** Index of the first matching character from `start`; the text's length if there is no match. */
function indexOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.exec(text)?.index ?? text.length;
}
