/** From a branch to the messages of a request, each with what it was made of; pure. */

import { textOf } from '../conversation/branch.ts';
import { contextLabel } from '../conversation/contextLabel.ts';
import type { ContextItem, Turn, TurnId, UserMessage } from '../conversation/model.ts';
import type { WireMessage } from '../deepseek/types.ts';
import { answerOf, isBegun, toBegunMessages } from './continuing.ts';
import { hadJsonInstruction, jsonInstruction, needsJsonInstruction } from './jsonRequest.ts';
import { isUnsaid, sentMessage } from './question.ts';
import type { RequestPlan } from './requestShape.ts';

/** What a message, or a part of one, was made of. */
export type MessageSource =
  | { readonly from: 'system' }
  /** `begun` is the answer that the request goes on with, `goOn` the words that ask for that. */
  | { readonly from: 'question' | 'answer' | 'begun' | 'goOn'; readonly turnId: TurnId };

/** A message, and what it was made of: several things where neighbours were joined. */
export interface SourcedMessage {
  readonly message: WireMessage;
  readonly sources: readonly MessageSource[];
}

/** The messages of a request in order; `branch` ends with the turn that asks. */
export function toSourcedMessages(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): readonly SourcedMessage[] {
  const messages = systemMessage(systemPrompt);
  for (const turn of branch) {
    // An answer without its question would be half a pair.
    if (turn.excluded === true || isUnsaid(turn)) continue;
    const isLast = turn === branch.at(-1);
    const inWords = isLast ? asksInWords(systemPrompt, branch, plan) : hadJsonInstruction(turn);
    messages.push(toQuestion(turn, inWords));
    messages.push(...(isLast && isBegun(turn) ? toBegun(turn, plan) : toAnswer(turn, plan)));
  }
  return plan.mergesSameRole ? mergeSameRole(messages) : messages;
}

/** Whether the last turn's question is sent with the words that ask for JSON. */
export function asksInWords(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): boolean {
  const asking = branch.at(-1);
  const jsonOutput = plan.parameters?.jsonOutput === true;
  const always = plan.insistsOnJson === true;
  return asking !== undefined && needsJsonInstruction(systemPrompt, asking, { jsonOutput, always });
}

function systemMessage(systemPrompt: string): SourcedMessage[] {
  if (systemPrompt.trim() === '') return [];
  const message = { role: 'system', content: systemPrompt.toWellFormed() } as const;
  return [{ message, sources: [{ from: 'system' }] }];
}

function toAnswer(turn: Turn, plan: RequestPlan): SourcedMessage[] {
  const content = answerOf(turn);
  // An answer that never came, or was reasoning only, says nothing to the model.
  if (content === '') return [];
  const reasoning = plan.sendsReasoning
    ? { reasoning_content: textOf(turn, 'reasoning').toWellFormed() }
    : {};
  const message = { role: 'assistant', content, ...reasoning } as const;
  return [{ message, sources: [{ from: 'answer', turnId: turn.id }] }];
}

/** The answer as far as it is there, which the request goes on with. */
function toBegun(turn: Turn, plan: RequestPlan): SourcedMessage[] {
  const messages = toBegunMessages(turn, plan.prefix, plan.thinking === 'enabled');
  return messages.map((message) => {
    const from = message.role === 'assistant' ? 'begun' : 'goOn';
    return { message, sources: [{ from, turnId: turn.id }] };
  });
}

function toQuestion(turn: Turn, inWords: boolean): SourcedMessage {
  const blocks = [
    toUserText(sentMessage(turn)),
    ...(turn.withoutTools === true ? [noTools] : []),
    ...(inWords ? [jsonInstruction] : []),
  ];
  const message = { role: 'user', content: blocks.join('\n\n').toWellFormed() } as const;
  return { message, sources: [{ from: 'question', turnId: turn.id }] };
}

const noTools = 'Answer in plain text. No tools can be called here.';

/** A person's message with what was attached to it: context first, fenced, with path and lines. */
export function toUserText(user: UserMessage): string {
  return [...user.context.map(toFencedText), user.text].filter((text) => text !== '').join('\n\n');
}

function toFencedText(item: ContextItem): string {
  const longest = Math.max(2, ...[...item.text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${contextLabel(item)}\n${fence}${item.language ?? ''}\n${item.text}\n${fence}`;
}

/** Joins neighbours of the same role with a blank line; a request may then not begin with an answer. */
function mergeSameRole(messages: readonly SourcedMessage[]): SourcedMessage[] {
  const merged: SourcedMessage[] = [];
  for (const one of messages) {
    const last = merged.at(-1);
    if (last?.message.role === one.message.role) {
      const content = `${last.message.content}\n\n${one.message.content}`;
      merged[merged.length - 1] = {
        message: { ...last.message, content },
        sources: [...last.sources, ...one.sources],
      };
    } else {
      merged.push(one);
    }
  }
  return merged;
}
