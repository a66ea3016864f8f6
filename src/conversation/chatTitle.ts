/** The short title of a chat. */

import { activeBranch } from './activeBranch.ts';
import { contextLabel } from './context/contextLabel.ts';
import type { Conversation, UserMessage } from './model.ts';

/** Maximum title length, in characters. */
const maxLength = 40;
/** Only this much of the text is scanned for a title. */
const looked = 4_096;

/** The chat's title, or else its first question on one line, shortened; undefined for an empty chat. */
export function chatTitle(conversation: Conversation): string | undefined {
  const named = shortTitle(conversation.title);
  const first = activeBranch(conversation)[0];
  return named ?? (first === undefined ? undefined : questionTitle(first.user));
}

/** Derives a title from the first question or its attached context; undefined if both are empty. */
export function questionTitle({ text, context }: UserMessage): string | undefined {
  const attached = context[0];
  return (
    shortTitle(text) ?? (attached === undefined ? undefined : shortTitle(contextLabel(attached)))
  );
}

/** The text on one line, shortened to 40 graphemes; undefined if nothing is left. */
export function shortTitle(text: string | undefined): string | undefined {
  const name = oneLine((text ?? '').trimStart().slice(0, looked));
  if (name === '') return undefined;
  const characters = [...new Intl.Segmenter().segment(name.slice(0, 400))];
  if (characters.length <= maxLength) return name;
  const kept = characters.slice(0, maxLength - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

/** Removes line breaks and control characters, and trims whitespace. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
