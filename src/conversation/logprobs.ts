/** How sure the model was of each token of a text: kept beside the text that the tokens spell. */

import type { LogprobsReported } from './events.ts';
import type { Part, PlacedToken } from './model.ts';

/** A part with the tokens of an event added; one that came already, or lies outside of the text, changes nothing. */
export function withTokens(part: Part, event: LogprobsReported): Part {
  if (part.kind === 'toolCall') return part;
  const known = part.tokens ?? [];
  const last = known.at(-1);
  let end = last === undefined ? 0 : last.at + last.text.length;
  const fresh: PlacedToken[] = [];
  let at = event.offset;
  for (const token of event.tokens) {
    const next = at + token.text.length;
    if (at >= end && part.text.startsWith(token.text, at) && token.text !== '') {
      fresh.push({ ...token, at });
      end = next;
    }
    at = next;
  }
  return fresh.length === 0 ? part : { ...part, tokens: [...known, ...fresh] };
}

/** How likely a token was, in percent. */
export function percentOf(logprob: number): number {
  return Math.min(100, Math.exp(logprob) * 100);
}
