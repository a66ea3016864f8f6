/** Locates values in a large JSON text without parsing it, so that limits can be checked in one pass. */

/** The result of one pass over a text. */
export interface JsonOutline {
  /** Bracket nesting depth outside of strings; counting stops one level above the limit. */
  readonly depth: number;
  /** Number of bracketed values at the top level. */
  readonly roots: number;
  /** Number of bracketed values at the third level, where an exported chat has its events. */
  readonly items: number;
}

/** A document with its large values cut out. */
export interface JsonSkeleton {
  /** The document as JSON, with `[index]` in place of each cut-out value. */
  readonly text: string;
  readonly values: readonly string[];
}

const quote = 0x22;
const backslash = 0x5c;

/** Scans a text; stops if it exceeds `maxDepth` or `maxItems`. */
export function outlineJson(text: string, maxDepth: number, maxItems: number): JsonOutline {
  let depth = 0;
  let maxNesting = 0;
  let roots = 0;
  let items = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (opens(unit)) {
      depth += 1;
      maxNesting = Math.max(maxNesting, depth);
      if (depth === 1) roots += 1;
      else if (depth === 3) items += 1;
      if (maxNesting > maxDepth || items > maxItems) break;
    } else if (closes(unit)) depth -= 1;
  }
  return { depth: maxNesting, roots, items };
}

/** Cuts out a document's items: the bracketed values in its lists, or its own values if it is a list. */
export function cutOutItems(text: string): JsonSkeleton {
  const level = /^\s*\[/.test(text.slice(0, 1024)) ? 2 : 3;
  const values: string[] = [];
  const rest: string[] = [];
  let depth = 0;
  let start = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (opens(unit)) {
      depth += 1;
      if (depth === level) start = at;
    } else if (closes(unit)) {
      if (depth === level) {
        rest.push(text.slice(from, start), `[${String(values.length)}]`);
        values.push(text.slice(start, at + 1));
        from = at + 1;
      }
      depth -= 1;
    }
  }
  rest.push(text.slice(from));
  return { text: rest.join(''), values };
}

function opens(unit: number): boolean {
  return unit === 0x5b || unit === 0x7b;
}

function closes(unit: number): boolean {
  return unit === 0x5d || unit === 0x7d;
}

/** Offset of the quote that ends a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) break;
    if (unit === backslash) at += 1;
  }
  return at;
}
