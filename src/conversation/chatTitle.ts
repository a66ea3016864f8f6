/** The short title of a chat. */

import { activeBranch } from './activeBranch.ts';
import { contextLabel } from './context/contextLabel.ts';
import type { Conversation, UserMessage } from './model.ts';

/** The longest name, in characters. */
const maxLength = 40;
/** Length of the beginning of a text in which a name is looked for. */
const looked = 4_096;

/** What the chat is called, or else its first question, on one line and shortened; none while it is empty. */
export function chatTitle(conversation: Conversation): string | undefined {
  const named = shortTitle(conversation.title);
  const first = activeBranch(conversation)[0];
  return named ?? (first === undefined ? undefined : questionTitle(first.user));
}

/** A chat's name by its first question, or by what came with it; none when both are empty. */
export function questionTitle({ text, context }: UserMessage): string | undefined {
  const attached = context[0];
  return (
    shortTitle(text) ?? (attached === undefined ? undefined : shortTitle(contextLabel(attached)))
  );
}

/** A text on one line, shortened to 40 characters as a reader counts them; none when nothing is left. */
export function shortTitle(text: string | undefined): string | undefined {
  const name = oneLine((text ?? '').trimStart().slice(0, looked));
  if (name === '') return undefined;
  const characters = [...new Intl.Segmenter().segment(name.slice(0, 400))];
  if (characters.length <= maxLength) return name;
  const kept = characters.slice(0, maxLength - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

/** A text without line breaks and other control characters, and without blanks at its ends. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
