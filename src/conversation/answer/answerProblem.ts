/** What is wrong with an answer that did not fail: incomplete or empty, and why (contract 8). */

import { textOf } from '../activeBranch.ts';
import type { Turn } from '../model.ts';
import { splitLeakedToolCalls } from './leakedToolCalls.ts';

/** Every way an answer can be incomplete or unusable; each has its own message and action. */
export type AnswerProblem =
  | 'stopped'
  /** VS Code was closed before the answer was complete. */
  | 'cutOff'
  | 'interrupted'
  | 'length'
  | 'contentFilter'
  | 'resource'
  | 'aborted'
  | 'empty'
  /** The answer contains only reasoning, which may include the actual answer. */
  | 'thoughtsOnly'
  /** The model wrote a tool call instead of its answer. */
  | 'toolMarkup';

const byFinishReason: ReadonlyMap<string, AnswerProblem> = new Map([
  ['length', 'length'],
  ['content_filter', 'contentFilter'],
  ['insufficient_system_resource', 'resource'],
  ['aborted', 'aborted'],
]);

/** Classifies a finished answer; undefined while it is in progress, if it failed, or if it is complete. */
export function getAnswerProblem(turn: Turn): AnswerProblem | undefined {
  if (turn.status === 'stopped') return 'stopped';
  // Without an error, VS Code was closed; the connection did not fail.
  if (turn.status === 'interrupted') return turn.error === undefined ? 'cutOff' : 'interrupted';
  if (turn.status !== 'complete') return undefined;
  return byFinishReason.get(turn.finishReason ?? '') ?? troubleOfText(turn);
}

function troubleOfText(turn: Turn): AnswerProblem | undefined {
  if (turn.parts.some((part) => part.kind === 'toolCall')) return undefined;
  const content = splitLeakedToolCalls(textOf(turn, 'content'));
  if (content.markup !== '') return 'toolMarkup';
  if (content.text.trim() !== '' && content.text !== turn.starter) return undefined;
  const thoughts = splitLeakedToolCalls(textOf(turn, 'reasoning'));
  if (thoughts.markup !== '') return 'toolMarkup';
  return thoughts.text.trim() === '' || content.text !== '' ? 'empty' : 'thoughtsOnly';
}

/** The answer's content, or its reasoning if there is no content. */
export function answerText(turn: Turn): string {
  return getAnswerProblem(turn) === 'thoughtsOnly'
    ? textOf(turn, 'reasoning')
    : textOf(turn, 'content');
}
