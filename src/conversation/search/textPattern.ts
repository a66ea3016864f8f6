/** Matches words by grapheme, ignoring case and Markdown emphasis. */

/** Where a match lies in the original text, in UTF-16 code units. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
}

/** A query made ready; see `createTextPattern`. */
export interface TextPattern {
  readonly expression: RegExp;
}

/** Longer queries are cut, in UTF-16 code units. */
export const maxQueryLength = 1_000;

/**
 * Makes a query ready: NFKC, blanks as any blank, and where there are blanks also the marks of emphasis and code
 * beside them, so that a phrase is found in Markdown's source and in what is painted of it. `undefined` when the
 * query is blank.
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

/** The matches in a text, from left to right and without overlap, `most` of them at the most. */
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

/** The text in NFKC, and for each of its code units where the letter that it belongs to begins and ends. */
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
