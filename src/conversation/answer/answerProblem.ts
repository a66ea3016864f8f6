/** What is wrong with an answer that did not fail: incomplete or empty, and why (contract 8). */

import { textOf } from '../activeBranch.ts';
import type { Turn } from '../model.ts';
import { splitLeakedToolCalls } from './leakedToolCalls.ts';

/** Every way in which an answer may fall short; each has its words and its way on. */
export type AnswerProblem =
  | 'stopped'
  /** VS Code ended before the answer did. */
  | 'cutOff'
  | 'interrupted'
  | 'length'
  | 'contentFilter'
  | 'resource'
  | 'aborted'
  | 'empty'
  /** All there is are thoughts, and one of them may be the answer. */
  | 'thoughtsOnly'
  /** The model wrote a tool call instead of its answer. */
  | 'toolMarkup';

const byFinishReason: ReadonlyMap<string, AnswerProblem> = new Map([
  ['length', 'length'],
  ['content_filter', 'contentFilter'],
  ['insufficient_system_resource', 'resource'],
  ['aborted', 'aborted'],
]);

/** Which trouble an answer has; none while it runs, when it failed, or when it is whole. */
export function getAnswerProblem(turn: Turn): AnswerProblem | undefined {
  if (turn.status === 'stopped') return 'stopped';
  // Without a cause it was VS Code that ended, not the connection.
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

/** The text of the answer: its content, or the reasoning if that is all there is. */
export function answerText(turn: Turn): string {
  return getAnswerProblem(turn) === 'thoughtsOnly'
    ? textOf(turn, 'reasoning')
    : textOf(turn, 'content');
}
