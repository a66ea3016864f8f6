/**
 * Texts as models and users write them, with characters that break naive readers: astral characters, joiners, line
 * separators.
 */

import type { Choices } from './choices.ts';

const words = [
  'word',
  'a',
  'the answer',
  'Because',
  '42',
  'if (x) {',
  '}',
  '\n',
  '\n\n',
  '**bold**',
  '字',
  '为什么',
  '😀',
  '👩‍👩‍👧',
  'é',
  'ﬁ',
  '\u2028',
  '\u00a0',
  '"quoted"',
  "it's",
  '\\n',
  '\t',
  '```ts\n',
  '`code`',
  'data: x',
  ': PROCESSING',
  '[DONE]',
  '<b>',
  '&amp;',
  '$x^2$',
] as const;

/** A text of a few words that starts and ends with a letter, so that trimming does not change it. */
export function makeText(choices: Choices, maxWords = 8): string {
  const inner = choices.list(maxWords, () => choices.pick(words));
  return ['text', ...inner, 'end'].join(choices.pick([' ', '']));
}

/** Splits the text at arbitrary code units, including within surrogate pairs. */
export function cutText(text: string, choices: Choices, maxPieces = 5): string[] {
  const cuts = choices.list(maxPieces - 1, () => choices.below(text.length + 1));
  const places = [0, ...cuts.sort((cut, other) => cut - other), text.length];
  return places.slice(1).map((end, index) => text.slice(places[index], end));
}
