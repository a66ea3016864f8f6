/** The lines of a growing text, the last of which is unfinished. */

/** Where each line begins; the last entry is the line still being written, empty after a line break. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** How many lines are whole: the last one is still being written. */
export function wholeLines(lines: readonly number[]): number {
  return lines.length - 1;
}

/** The text of some lines. */
export function sliceLines(
  text: string,
  lines: readonly number[],
  start: number,
  end: number,
): string {
  return text.slice(lines[start] ?? text.length, lines[end] ?? text.length);
}
