/** Matches words by grapheme, ignoring case and Markdown emphasis. */

/** A match in the original text, in UTF-16 code units. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
}

/** A compiled query; see `createTextPattern`. */
export interface TextPattern {
  readonly expression: RegExp;
}

/** Longer queries are truncated, in UTF-16 code units. */
export const maxQueryLength = 1_000;

/**
 * Compiles a query: NFKC, and each blank also matches other whitespace and adjacent emphasis and code marks, so that a
 * phrase is found in the Markdown source and in the rendered text. `undefined` for a blank query.
 */
export function createTextPattern(query: string, matchCase: boolean): TextPattern | undefined {
  const words = query
    .slice(0, maxQueryLength)
    .toWellFormed()
    .normalize('NFKC')
    .split(/\s+/)
    .map((word) => word.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'));
  const source = words.join('[*`~]*\\s+[*`~]*');
  if (words.every((word) => word === '')) return undefined;
  return { expression: new RegExp(source, matchCase ? 'gu' : 'giu') };
}

/** The matches in a text, from left to right without overlap, up to `most`. */
export function findText(text: string, pattern: TextPattern, max = Infinity): TextMatch[] {
  const normal = text.normalize('NFKC');
  const toOriginal = normal === text ? undefined : originalOffsets(text);
  const folded = toOriginal === undefined ? text : toOriginal.text;
  const matches: TextMatch[] = [];
  if (max <= 0) return matches;
  for (const match of folded.matchAll(pattern.expression)) {
    if (match[0] === '') continue;
    const end = match.index + match[0].length;
    matches.push(
      toOriginal === undefined
        ? { start: match.index, end }
        : {
            start: toOriginal.starts[match.index] ?? 0,
            end: toOriginal.ends[end - 1] ?? text.length,
          },
    );
    if (matches.length >= max) break;
  }
  return matches;
}

/** The text in NFKC, and for each code unit the range of its original character. */
function originalOffsets(text: string): { text: string; starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    const normal = segment.normalize('NFKC');
    folded += normal;
    for (let unit = 0; unit < normal.length; unit += 1) {
      starts.push(index);
      ends.push(index + segment.length);
    }
  }
  return { text: folded, starts, ends };
}
