/** Parses JSON without loss: numbers as written, names in order with duplicates, and the position of an error. */

/** A JSON value. */
export type JsonNode =
  | {
      readonly kind: 'object';
      readonly entries: readonly { readonly key: string; readonly value: JsonNode }[];
    }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  /** As written, because the number may exceed the precision of a JavaScript number. */
  | { readonly kind: 'number' | 'literal'; readonly text: string };

/** The parsed tree, or the offset of the syntax error (UTF-16). */
export type ParsedJson =
  | { readonly ok: true; readonly root: JsonNode }
  | { readonly ok: false; readonly offset: number; readonly reason: 'syntax' | 'depth' };

/** Nesting limit, which also bounds the depth of the rendered tree. */
export const maxJsonDepth = 200;

/** Parses JSON as defined by RFC 8259. Never throws. */
export function parseJsonText(text: string): ParsedJson {
  const parser = new Parser(text);
  try {
    return { ok: true, root: parser.readAll() };
  } catch (thrown) {
    if (thrown instanceof Stop) return { ok: false, offset: thrown.offset, reason: thrown.reason };
    throw thrown;
  }
}

/** Unwinds the recursive parser; never leaves this file. */
class Stop extends Error {
  readonly offset: number;
  readonly reason: 'syntax' | 'depth';

  constructor(offset: number, reason: 'syntax' | 'depth') {
    super(reason);
    this.offset = offset;
    this.reason = reason;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): JsonNode {
    const root = this.#readValue();
    this.#skipBlank();
    if (this.#at < this.#text.length) this.#fail();
    return root;
  }

  #fail(): never {
    throw new Stop(this.#at, 'syntax');
  }

  /** Matches at the current offset and advances past the match. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipBlank(): void {
    this.#take(/[ \t\n\r]*/y);
  }

  #expect(sign: string): void {
    this.#skipBlank();
    if (this.#text[this.#at] !== sign) this.#fail();
    this.#at += 1;
  }

  #readValue(): JsonNode {
    this.#skipBlank();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#readObject());
      case '[':
        return this.#nested(() => this.#readArray());
      case '"':
        return { kind: 'string', value: this.#readString() };
      case 't':
        return this.#readWord('true');
      case 'f':
        return this.#readWord('false');
      case 'n':
        return this.#readWord('null');
      case undefined:
      default:
        return this.#readNumber();
    }
  }

  #nested(read: () => JsonNode): JsonNode {
    if (this.#depth === maxJsonDepth) throw new Stop(this.#at, 'depth');
    this.#depth += 1;
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #readObject(): JsonNode {
    const entries: { key: string; value: JsonNode }[] = [];
    this.#readList('{', '}', () => {
      this.#skipBlank();
      if (this.#text[this.#at] !== '"') this.#fail();
      const key = this.#readString();
      this.#expect(':');
      entries.push({ key, value: this.#readValue() });
    });
    return { kind: 'object', entries };
  }

  #readArray(): JsonNode {
    const items: JsonNode[] = [];
    this.#readList('[', ']', () => {
      items.push(this.#readValue());
    });
    return { kind: 'array', items };
  }

  #readList(open: string, close: string, readOne: () => void): void {
    this.#expect(open);
    this.#skipBlank();
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      readOne();
      this.#skipBlank();
      const sign = this.#text[this.#at];
      if (sign !== ',' && sign !== close) this.#fail();
      this.#at += 1;
      if (sign === close) return;
    }
  }

  #readString(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      // eslint-disable-next-line no-control-regex -- the very characters that a string may not hold
      this.#take(/[^"\\\u0000-\u001f]*/y);
      if (this.#text[this.#at] === '"') break;
      if (this.#take(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y) === undefined) this.#fail();
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #readWord(word: string): JsonNode {
    for (const sign of word) {
      if (this.#text[this.#at] !== sign) this.#fail();
      this.#at += 1;
    }
    return { kind: 'literal', text: word };
  }

  #readNumber(): JsonNode {
    const text = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (text === undefined) this.#fail();
    return { kind: 'number', text };
  }
}
