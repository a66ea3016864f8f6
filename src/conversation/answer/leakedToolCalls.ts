/** Finds tool calls that a server leaked as text (contract 8); they are split off and never run. */

import { CodeFinder } from './markdownCode.ts';
import { callAt, callCandidate } from './toolCallGrammar.ts';

/** Text without the leaked tool calls, and the tool calls as the model wrote them. */
export interface SplitText {
  readonly text: string;
  readonly markup: string;
}

const closingMarks =
  /(?:\s{0,40}(?:<[|｜]\s*tool[▁_ ](?:calls?|outputs?)[▁_ ]end\s*[|｜]>|<\/\s*[|｜]\s*DSML\s*[|｜][^<>\n]{0,40}>|<\/(?:tool|function)_calls?>))*/iuy;

/**
 * Separates tool calls from the text. Markup without a call, and markup in code, quotes or tables, is left in the text.
 * `live` also hides a trailing fragment that may become a call.
 */
export function splitLeakedToolCalls(text: string, live = false): SplitText {
  const code = new CodeFinder(text, live);
  const missing = new Set<RegExp>();
  const shown: string[] = [];
  const markup: string[] = [];
  const candidates = new RegExp(callCandidate);
  let from = 0;
  for (let found = candidates.exec(text); found !== null; found = candidates.exec(text)) {
    const at = found.index;
    const { start, ends } = callAt(text, at);
    if (start === 'no' || (start === 'open' && !live) || code.isCodeOrQuoted(at)) continue;
    if (start === 'open') return join([...shown, text.slice(from, at)], markup);
    // The outermost closing mark may still arrive while the answer streams.
    const end =
      start === 'cut'
        ? text.length
        : endOfCall(text, at, ends.slice(0, live ? 1 : ends.length), missing);
    shown.push(text.slice(from, at));
    markup.push(text.slice(at, end));
    from = end;
    candidates.lastIndex = end;
    code.skipTo(end);
  }
  if (markup.length === 0) return { text, markup: '' };
  return join([...shown, text.slice(from)], markup);
}

/** A text that is still streaming keeps its trailing whitespace, because more text may follow. */
function join(shown: readonly string[], markup: readonly string[]): SplitText {
  if (markup.length === 0) return { text: shown.join(''), markup: '' };
  const last = shown.length - 1;
  return {
    text: shown
      .map((piece, index) => (index === 0 ? piece : piece.trimStart()))
      .map((piece, index) => (index === last ? piece : piece.trimEnd()))
      .filter((piece) => piece !== '')
      .join('\n\n'),
    markup: markup.map((piece) => piece.trim()).join('\n\n'),
  };
}

/** End offset of the call that starts at `start`: after its outermost closing mark, or the end of the text. */
function endOfCall(
  text: string,
  start: number,
  ends: readonly RegExp[],
  missing: Set<RegExp>,
): number {
  for (const end of ends) {
    // A missing closing mark is searched for only once, not again for each call.
    if (missing.has(end)) continue;
    const search = new RegExp(end);
    search.lastIndex = start;
    if (search.test(text)) return behindClosingMarks(text, search.lastIndex);
    missing.add(end);
  }
  return text.length;
}

/** Closing marks that follow belong to the call, even without a matching opening mark. */
function behindClosingMarks(text: string, end: number): number {
  const search = new RegExp(closingMarks);
  search.lastIndex = end;
  search.test(text);
  return search.lastIndex;
}
