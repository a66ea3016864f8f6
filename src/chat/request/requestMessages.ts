/** Builds a request's messages from a branch, each with its source; pure. */

import { textOf } from '../../conversation/activeBranch.ts';
import { contextLabel } from '../../conversation/context/contextLabel.ts';
import type {
  ContextItem,
  Turn,
  TurnId,
  TurnSummary,
  UserMessage,
} from '../../conversation/model.ts';
import { summarisedCount } from '../../conversation/turnSummary.ts';
import type { WireMessage } from '../../deepseek/types.ts';
import { answerOf, hasPrefill, toPrefillMessages } from './continuationMessages.ts';
import { hadJsonInstruction, jsonInstruction, needsJsonInstruction } from './jsonInstruction.ts';
import { isEmptyQuestion, withoutExcludedContext } from '../../conversation/question.ts';
import type { RequestPlan } from './requestOptions.ts';

/** What a message, or a part of one, was made of. */
export type MessageSource =
  | { readonly from: 'system' }
  /** The summary that replaces the turns up to this one. */
  | { readonly from: 'summary'; readonly turnId: TurnId }
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
  const asking = branch.at(-1);
  const inWords = usesJsonInstruction(systemPrompt, branch, plan);
  const messages = [
    ...systemMessages(systemPrompt).map((message) => toSourced(message)),
    ...summarised(branch.slice(0, -1), plan.sendsReasoning),
    ...askingMessages(asking, inWords, plan).map((message, index) =>
      toSourced(message, asking, index > 0 && hasPrefill(asking)),
    ),
  ];
  return plan.mergesSameRole ? mergeSourced(messages) : messages;
}

/** The earlier turns, without those that a summary replaces. */
function summarised(earlier: readonly Turn[], sendsReasoning: boolean): SourcedMessage[] {
  const count = summarisedCount(earlier);
  const last = earlier[count - 1];
  const messages = earlier
    .slice(count)
    .flatMap((turn) =>
      earlierMessages(turn, sendsReasoning).map((message) => toSourced(message, turn)),
    );
  if (last?.summary === undefined) return messages;
  const sources = [{ from: 'summary', turnId: last.id } as const];
  const summary = summaryMessages(last.summary, sendsReasoning);
  return [...summary.map((message) => ({ message, sources })), ...messages];
}

/** A summary as the model finds it: the answer to a question for it, so that question and answer still alternate. */
export function summaryMessages(
  { text }: TurnSummary,
  sendsReasoning: boolean,
): readonly WireMessage[] {
  const reasoning = sendsReasoning ? { reasoning_content: '' } : {};
  return [
    { role: 'user', content: 'Summarize our conversation so far.' },
    { role: 'assistant', content: text.toWellFormed(), ...reasoning },
  ];
}

function toSourced(message: WireMessage, turn?: Turn, begun = false): SourcedMessage {
  if (turn === undefined) return { message, sources: [{ from: 'system' }] };
  const isAnswer = message.role === 'assistant';
  const from = begun ? (isAnswer ? 'begun' : 'goOn') : isAnswer ? 'answer' : 'question';
  return { message, sources: [{ from, turnId: turn.id }] };
}

/** What every request of a chat begins with. */
export function systemMessages(systemPrompt: string): WireMessage[] {
  if (systemPrompt.trim() === '') return [];
  return [{ role: 'system', content: systemPrompt.toWellFormed() }];
}

/** What a request holds of a turn that others follow; it depends on nothing else, so that it stays the same bytes. */
export function earlierMessages(turn: Turn, sendsReasoning: boolean): WireMessage[] {
  return turnMessages(turn, hadJsonInstruction(turn), sendsReasoning);
}

function turnMessages(turn: Turn, inWords: boolean, sendsReasoning: boolean): WireMessage[] {
  // An answer without its question would be half a pair.
  if (turn.excluded === true || isEmptyQuestion(turn)) return [];
  const question = questionMessage(turn, inWords);
  const content = answerOf(turn);
  // An answer that never came, or was reasoning only, says nothing to the model.
  if (content === '') return [question];
  const reasoning = sendsReasoning
    ? { reasoning_content: textOf(turn, 'reasoning').toWellFormed() }
    : {};
  return [question, { role: 'assistant', content, ...reasoning }];
}

/** What a request ends with; `inWords` asks for JSON in words. */
export function askingMessages(
  asking: Turn | undefined,
  inWords: boolean,
  plan: RequestPlan,
): WireMessage[] {
  if (asking === undefined) return [];
  if (!hasPrefill(asking)) return turnMessages(asking, inWords, plan.sendsReasoning);
  if (asking.excluded === true || isEmptyQuestion(asking)) return [];
  const begun = toPrefillMessages(asking, plan.prefix, plan.thinking === 'enabled');
  return [questionMessage(asking, inWords), ...begun];
}

/** Whether the last turn's question is sent with the words that ask for JSON. */
export function usesJsonInstruction(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): boolean {
  const asking = branch.at(-1);
  const jsonOutput = plan.parameters?.jsonOutput === true;
  const always = plan.insistsOnJson === true;
  return asking !== undefined && needsJsonInstruction(systemPrompt, asking, { jsonOutput, always });
}

function questionMessage(turn: Turn, inWords: boolean): WireMessage {
  const blocks = [
    toUserText(withoutExcludedContext(turn)),
    ...(turn.withoutTools === true ? [noTools] : []),
    ...(inWords ? [jsonInstruction] : []),
  ];
  return { role: 'user', content: blocks.join('\n\n').toWellFormed() };
}

const noTools = 'Answer in plain text. No tools can be called here.';

/** A user message with its context: context first, fenced, with path and lines. */
export function toUserText(user: UserMessage): string {
  return [...user.context.map(toFencedText), user.text].filter((text) => text !== '').join('\n\n');
}

function toFencedText(item: ContextItem): string {
  let longestRun = 2;
  for (const [run] of item.text.matchAll(/`+/g)) longestRun = Math.max(longestRun, run.length);
  const fence = '`'.repeat(longestRun + 1);
  return `${contextLabel(item)}\n${fence}${item.language ?? ''}\n${item.text}\n${fence}`;
}

/** Joins neighbours of the same role with a blank line; a request may then not begin with an answer. */
export function mergeSameRole(messages: readonly WireMessage[]): WireMessage[] {
  return mergeSourced(messages.map((message) => ({ message, sources: [] }))).map(
    ({ message }) => message,
  );
}

function mergeSourced(messages: readonly SourcedMessage[]): SourcedMessage[] {
  const merged: { message: WireMessage; readonly sources: MessageSource[] }[] = [];
  for (const { message, sources } of messages) {
    const last = merged.at(-1);
    if (last?.message.role === message.role) {
      const content = `${last.message.content}\n\n${message.content}`;
      last.message = { ...last.message, content };
      for (const source of sources) last.sources.push(source);
    } else {
      merged.push({ message, sources: [...sources] });
    }
  }
  return merged;
}
