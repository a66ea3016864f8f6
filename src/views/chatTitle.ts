/** The name of a chat where there is little room for it. */

import { activeBranch } from '../conversation/branch.ts';
import { contextLabel } from '../conversation/contextLabel.ts';
import type { Conversation } from '../conversation/model.ts';

/** The longest name, in characters. */
const longest = 40;

/** What the chat is called, or else its first question, on one line and shortened; none while it is empty. */
export function chatTitle(conversation: Conversation): string | undefined {
  const first = activeBranch(conversation)[0]?.user;
  const attached = first?.context[0];
  const candidates = [
    conversation.title,
    first?.text,
    attached === undefined ? undefined : contextLabel(attached),
  ];
  const name = candidates
    .map((text) =>
      text
        ?.toWellFormed()
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
    )
    .find((text) => text !== undefined && text !== '');
  if (name === undefined) return undefined;
  const characters = [...new Intl.Segmenter().segment(name.slice(0, 400))];
  if (characters.length <= longest) return name;
  const kept = characters.slice(0, longest - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}
