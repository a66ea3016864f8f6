/** Reads the title that a model answered with. */

import { oneLine } from '../../conversation/chatTitle.ts';
import { serverLimits } from '../../conversation/limits.ts';

/** The longest title, in Unicode code points. */
const longest = 60;

/** Quotes that a model may put around a title. */
const around =
  '" " | \' \' | “ ” | ‘ ’ | „ “ | « » | 「 」 | 『 』 | 《 》 | ( ) | [ ] | { } | < > | ** ** | * * | ~~ ~~ | ` `'
    .split(' | ')
    .map((pair) => pair.split(' '));

/** Emphasis, struck text and code within a title; a mark within a word belongs to it, and `_` to a name. */
const marked = /(?<![\p{L}\p{N}*_~`])(\*\*|\*|~~|`+)(?=\S)((?:(?!\1).)*\S)\1(?![\p{L}\p{N}*_~`])/gu;

/** What a model answered as a title: one line of at most 60 characters, without quotes and Markdown. */
export function toTitle(answer: string): string {
  const lines = answer.slice(0, serverLimits.title).split('\n');
  const line = lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? '';
  let plain = oneLine(line).replace(/^(?:#{1,6} +|> *|[-*] +)+/, '');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = unwrapped(plain.replace(/^(?:title|标题)\s*[:：]\s*/iu, '').replace(/\s*[.。]+$/, ''));
  }
  plain = plain.replace(marked, '$2');
  return [...plain].slice(0, longest).join('').trim();
}

/** A title without the marks around it; those that also close something within it belong to it. */
function unwrapped(title: string): string {
  for (const [open = '', close = ''] of around) {
    const isAround = title.length > open.length + close.length;
    if (!isAround || !title.startsWith(open) || !title.endsWith(close)) continue;
    const inside = title.slice(open.length, -close.length);
    if (!inside.includes(open) && !inside.includes(close)) return inside.trim();
  }
  return title;
}
