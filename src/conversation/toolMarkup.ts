/** Tool calls that a server lets through as text (contract 8): found, set apart, never carried out. */

/** The marks of a tool call's own language, with both kinds of bars and blanks that servers write. */
const mark =
  /<\/?\s*[｜|]\s*DSML\s*[｜|][^<>\n]{0,200}>|<[｜|]\s*tool[▁_ ](?:calls?|sep|outputs?)(?:[▁_ ](?:begin|end))?\s*[｜|]>|<\/?tool_calls?>|<\/?function_calls?>|<\/?(?:antml:)?invoke\b[^<>\n]{0,200}>|\[\/?TOOL_CALLS\]|<\|python_tag\|>/giu;

/** Marks that could as well be words about markup: they count only where a call follows. */
const needsCall = /^<(?:tool_calls?|function_calls?|(?:antml:)?invoke\b[^>]*)>$/i;
const call = /^\s*(?:\{|\[|<invoke\b|<function\b|<parameter\b|<tool_call>)/i;

/** A text without the tool call in it, and the tool call as it was written. */
export interface SplitText {
  readonly text: string;
  readonly markup: string;
}

/** Sets leaked markup apart; what stands in code is only spoken of. `live` hides a mark that is still being written. */
export function splitToolMarkup(text: string, live = false): SplitText {
  const found = [...text.matchAll(mark)];
  const first = found.find((one) => isLeak(text, one));
  if (first === undefined) {
    const shown = live ? text.replace(/<\/?\s*[｜|][^<>\n]{0,200}$/u, '') : text;
    return { text: shown, markup: '' };
  }
  const last = found.at(-1) ?? first;
  const closes = /^<\/|end\s*[｜|]>$|^\[\//iu.test(last[0]);
  const end = closes ? last.index + last[0].length : text.length;
  const before = text.slice(0, first.index).trimEnd();
  const behind = text.slice(end).trimStart();
  return {
    text: [before, behind].filter((part) => part !== '').join('\n\n'),
    markup: text.slice(first.index, end).trim(),
  };
}

function isLeak(text: string, found: RegExpExecArray): boolean {
  if (/^<\/|^\[\//.test(found[0]) || isInCode(text.slice(0, found.index))) return false;
  return !needsCall.test(found[0]) || call.test(text.slice(found.index + found[0].length));
}

/** Whether a text ends inside a code block or a span of code. */
function isInCode(before: string): boolean {
  const fences = before.match(/^ {0,3}(`{3,}|~{3,})/gm) ?? [];
  if (fences.length % 2 === 1) return true;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return (line.match(/`/g) ?? []).length % 2 === 1;
}
