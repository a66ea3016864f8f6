/** Parses JSON that arrives in pieces; the work for each piece grows with that piece alone. */

type Container = unknown[] | Record<string, unknown>;

/** What may come next outside of strings and words. */
type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/** What a parser accepts at most. */
export interface JsonLimits {
  /** Nesting of arrays and objects. */
  readonly depth: number;
  /** Number of values, counting arrays and objects. */
  readonly values: number;
  /** Length of one string or number, in UTF-16 code units. */
  readonly text: number;
}

/** The JSON has more than the limits allow. */
export class JsonLimitError extends RangeError {}

const nonBlank = /[^ \t\n\r]/g;
const quoteOrBackslash = /["\\]/g;
const nonWord = /[^-+.\w]/g;

/** Parses the first array or object of a text, with the result of `JSON.parse`. */
export class JsonParser {
  readonly #limits: JsonLimits;
  #expected: Expected = 'value';
  readonly #stack: Container[] = [];
  /** The name of the field whose value comes next. */
  #name = '';
  #token: 'string' | 'word' | undefined;
  /** What has come of the token; of a string, its value. */
  #text = '';
  /** The beginning of an escape sequence that the last piece cut off. */
  #rest = '';
  #values = 0;
  #root: Container | undefined;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** The array or object, once it is complete. */
  get value(): Container | undefined {
    return this.#expected === 'nothing' ? this.#root : undefined;
  }

  /** As much of the array or object as has arrived. */
  get partial(): Container | undefined {
    return this.#root;
  }

  /**
   * Takes the next piece; how much of it belongs to the array or object. Throws a `SyntaxError` where it is not JSON
   * and a `JsonLimitError` where it is too much; the parser takes nothing after that.
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
    if (this.#text.length > this.#limits.text) throw new JsonLimitError('A text is too long.');
  }

  #endToken(): string {
    const text = this.#text;
    this.#token = undefined;
    this.#text = '';
    return text;
  }

  /** Takes a character outside of tokens; where to go on. */
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
      else if (this.#root === undefined) throw new SyntaxError('An array or object is expected.');
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
    if (this.#root === undefined) throw new SyntaxError('An array or object is expected.');
    this.#token = 'string';
  }

  #expectValue(): void {
    if (this.#expected !== 'value' && this.#expected !== 'valueOrEnd') {
      throw new SyntaxError('A value stands where none may be.');
    }
  }

  #advance(from: Expected, to: Expected): void {
    if (this.#expected !== from) throw new SyntaxError('A separator stands where none may be.');
    this.#expected = to;
  }

  #open(bracket: '[' | '{'): void {
    const container: Container = bracket === '[' ? [] : {};
    if (this.#root === undefined) this.#root = container;
    else this.#addValue(container);
    this.#stack.push(container);
    if (this.#stack.length > this.#limits.depth) throw new JsonLimitError('It is nested too deep.');
    this.#expected = bracket === '[' ? 'valueOrEnd' : 'nameOrEnd';
  }

  #close(bracket: ']' | '}'): void {
    const isEmpty = this.#expected === (bracket === ']' ? 'valueOrEnd' : 'nameOrEnd');
    if (!(isEmpty || this.#expected === 'commaOrEnd') || this.#isInArray !== (bracket === ']')) {
      throw new SyntaxError('A bracket stands where none may be.');
    }
    this.#stack.pop();
    this.#expected = this.#stack.length === 0 ? 'nothing' : 'commaOrEnd';
  }

  #addValue(value: unknown): void {
    this.#values += 1;
    if (this.#values > this.#limits.values) throw new JsonLimitError('It has too many values.');
    const container = this.#stack.at(-1);
    if (Array.isArray(container)) container.push(value);
    else if (container !== undefined) setField(container, this.#name, value);
    this.#expected = 'commaOrEnd';
  }
}

/** Sets an own field, also one whose name has a setter. */
function setField(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value;
  else {
    const attributes = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(fields, name, attributes);
  }
}

/** Where the first character that matches is, from `start` on; the length of the text if there is none. */
function indexOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.exec(text)?.index ?? text.length;
}
