/** Counts the capturing groups of a regular expression by its letters, without compiling it. */

/**
 * `source` is what a regular expression's `source` or `toString()` gives, without the flag `v`. Compiling each to ask
 * it, as the highlighter does by itself, takes most of the time that the first code of a language needs.
 */
export function countGroups(source: string): number {
  let count = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\\') at++;
    else if (inClass) inClass = letter !== ']';
    else if (letter === '[') inClass = true;
    else if (letter === '(' && isCapturing(source, at)) count++;
  }
  return count;
}

function isCapturing(source: string, at: number): boolean {
  if (source[at + 1] !== '?') return true;
  return source[at + 2] === '<' && source[at + 3] !== '=' && source[at + 3] !== '!';
}
