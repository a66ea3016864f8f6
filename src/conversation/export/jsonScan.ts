/** Finds the positions of values in a large JSON text without parsing it, so that limits cost one pass. */

/** What one pass over a text finds. */
export interface JsonOutline {
  /** How deep brackets are nested outside of strings; no more than one above the limit is looked for. */
  readonly depth: number;
  /** How many values with brackets lie side by side at the top. */
  readonly roots: number;
  /** How many values with brackets lie at the third level, as the events of an exported chat do. */
  readonly items: number;
}

/** A document whose large values were cut out. */
export interface JsonSkeleton {
  /** The document as JSON, with `[number of the value]` in place of each of them. */
  readonly text: string;
  readonly values: readonly string[];
}

const quote = 0x22;
const backslash = 0x5c;

/** Reads through a text; stops where it is nested more deeply than `maxDepth` or has more items than `maxItems`. */
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

/** Cuts out the items of a document: the values with brackets in its lists, one level higher if it is a list itself. */
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

/** The place of the quote that ends a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) break;
    if (unit === backslash) at += 1;
  }
  return at;
}
