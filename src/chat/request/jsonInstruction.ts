/** Adds the instruction that JSON mode requires without changing the cached prefix (contract 10, 14). */

import type { Turn } from '../../conversation/model.ts';

/** Ends the message that asks for JSON; in English, since it is for the model. */
export const jsonInstruction = 'Answer with one valid JSON object and nothing else.';

/** What decides whether the words are needed. */
export interface JsonRequest {
  readonly jsonOutput: boolean;
  /** JSON is requested, but the server did not find the word although it is in a message (contract 17.3). */
  readonly always: boolean;
}

/** Whether the question that is asked now needs the words: neither it nor the system text speaks of JSON. */
export function needsJsonInstruction(
  systemPrompt: string,
  asking: Turn,
  wish: JsonRequest,
): boolean {
  if (wish.always) return true;
  return wish.jsonOutput && !/json/i.test(`${systemPrompt}\n${asking.user.text}`);
}

/** Whether an earlier question was sent with the words, so that it goes with them for ever. */
export function hadJsonInstruction(turn: Turn): boolean {
  return turn.request?.parameters.jsonInstruction === true;
}
