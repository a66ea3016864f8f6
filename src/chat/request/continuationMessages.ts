/** The last messages of a request that continues an answer: prefix completion, or a plain instruction (contract 12). */

import { answerText } from '../../conversation/answer/answerProblem.ts';
import { findTurn, textOf } from '../../conversation/activeBranch.ts';
import { addsNoText, type PrefixSupport } from '../../conversation/continuation.ts';
import type { Conversation, RequestRecord, Turn, TurnId } from '../../conversation/model.ts';
import { splitLeakedToolCalls } from '../../conversation/answer/leakedToolCalls.ts';
import type { WireMessage } from '../../deepseek/types.ts';
import { overlapTail } from './overlapTrimmer.ts';

/** What is special about a turn's request. */
export interface ContinuationSource {
  /** Its answer has begun already, so that it is to go on from there. */
  readonly begun?: boolean;
  /** A request whose answer it goes on with: same model, same thinking, where it is the same server (contract 12). */
  readonly like?: RequestRecord;
}

/** Whether a turn's answer begins with text that is there before it is asked for. */
export function hasPrefill(turn: Turn | undefined): turn is Turn {
  return turn !== undefined && (turn.continues !== undefined || turn.starter !== undefined);
}

/** What a turn's request has to be, going by the turn that it goes on from. */
export function continuationSource(conversation: Conversation, turnId: TurnId): ContinuationSource {
  const turn = findTurn(conversation, turnId);
  if (!hasPrefill(turn)) return {};
  let behind: Turn | undefined = turn;
  // A damaged log may have a turn go on from itself.
  const seen = new Set<Turn>();
  // One that failed before it was sent has no request of its own.
  while (behind?.continues !== undefined && behind.request === undefined && !seen.has(behind)) {
    seen.add(behind);
    behind = findTurn(conversation, behind.continues);
  }
  return { begun: true, ...(behind?.request === undefined ? {} : { like: behind.request }) };
}

/** The answer so far as the last message, which the server completes; with thoughts where it takes them. */
function toPrefixMessage(turn: Turn, withReasoning: boolean): WireMessage {
  const reasoning = withReasoning ? textOf(turn, 'reasoning').toWellFormed() : '';
  return {
    role: 'assistant',
    content: textOf(turn, 'content').toWellFormed(),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    prefix: true,
  };
}

/** The answer so far, and a request to go on that the seam can be found by. */
function toPlainMessages(turn: Turn): WireMessage[] {
  const content = textOf(turn, 'content').toWellFormed();
  if (content === '') return [];
  return [
    { role: 'assistant', content },
    {
      role: 'user',
      content:
        'Your answer broke off. Write only what follows: begin with exactly these last characters of it, then go on ' +
        `from there, without an introduction and without opening a code block anew:\n\n${overlapTail(content)}`,
    },
  ];
}

/** What follows the question of a turn that has begun; `thinks` says whether the request asks for thinking. */
export function toPrefillMessages(
  turn: Turn,
  prefix: PrefixSupport,
  thinks: boolean,
): WireMessage[] {
  if (prefix === 'none') return toPlainMessages(turn);
  const message = toPrefixMessage(turn, prefix === 'thinking' && thinks);
  return message.content === '' && message.reasoning_content === undefined ? [] : [message];
}

/** The answer that later requests hold: no tool call that leaked into it, and nothing where the model said nothing. */
export function answerOf(turn: Turn): string {
  if (addsNoText(turn)) return '';
  return splitLeakedToolCalls(answerText(turn)).text.toWellFormed();
}

/** The text that a plain request's answer has to join, `undefined` where it is joined as it comes. */
export function expectedPrefix(turn: Turn | undefined, prefix: PrefixSupport): string | undefined {
  return hasPrefill(turn) && prefix === 'none' ? textOf(turn, 'content') : undefined;
}
