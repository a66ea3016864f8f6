/** From a branch, the choices and the profile to the request body: one pure function, the same bytes every time. */

import { textOf } from '../conversation/branch.ts';
import { contextLabel } from '../conversation/contextLabel.ts';
import type { PrefixSupport } from '../conversation/continuation.ts';
import type { ContextItem, Turn, UserMessage } from '../conversation/model.ts';
import type { ChatBody, WireMessage } from '../deepseek/types.ts';
import { answerOf, isBegun, toBegunMessages } from './continuing.ts';
import { hadJsonInstruction, jsonInstruction, needsJsonInstruction } from './jsonRequest.ts';
import type { SentParameters } from './parameters.ts';
import { isUnsaid, sentMessage } from './question.ts';

/** What decides a request's shape besides the conversation. */
export interface RequestPlan {
  readonly model: string;
  /** `unset` sends no such field at all. */
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  /** Sent only where thinking is switched on. */
  readonly reasoningEffort?: 'low' | 'high' | 'max';
  /** The other parameters; none are sent where this is missing. */
  readonly parameters?: SentParameters;
  /** Asks for JSON in words also where the word is there (contract 17.3). */
  readonly insistsOnJson?: true;
  /** Joins neighbours of the same role (contract 6.4). */
  readonly mergesSameRole: boolean;
  /** Puts `reasoning_content` on every earlier answer (contract 6.3). */
  readonly sendsReasoning: boolean;
  /** Asks for usage at the end of the stream (contract 7.3). */
  readonly asksForUsage: boolean;
  /** From the setting `extraBody`. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** How an answer that has begun goes on. */
  readonly prefix: PrefixSupport;
}

/** Fields that `extraBody` cannot replace. */
export const ownBodyFields: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'tools',
  'functions',
  'stream',
  'stream_options',
]);

/**
 * Builds the body of a chat request. The messages come last, so that the bytes of one request begin those of the
 * next and the server finds its cached prefix (contract 14).
 */
export function buildRequest(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): ChatBody {
  const messages = toMessages(systemPrompt, branch, plan);
  const stream = plan.parameters?.stream !== false;
  const extra = Object.entries(plan.extraBody).filter(([name]) => !ownBodyFields.has(name));
  return {
    model: plan.model,
    ...(plan.thinking === 'unset' ? {} : { thinking: { type: plan.thinking } }),
    ...(plan.reasoningEffort === undefined || plan.thinking !== 'enabled'
      ? {}
      : { reasoning_effort: plan.reasoningEffort }),
    ...toFields(plan.parameters ?? {}),
    ...Object.fromEntries(extra),
    stream,
    ...(plan.asksForUsage && stream ? { stream_options: { include_usage: true } } : {}),
    messages: plan.mergesSameRole ? mergeSameRole(messages) : messages,
  };
}

function toMessages(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): WireMessage[] {
  const asking = branch.at(-1);
  const earlier = asking === undefined ? [] : branch.slice(0, -1);
  return [
    ...systemMessages(systemPrompt),
    ...earlier.flatMap((turn) => earlierMessages(turn, plan.sendsReasoning)),
    ...askingMessages(asking, asksInWords(systemPrompt, branch, plan), plan),
  ];
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
  if (turn.excluded === true || isUnsaid(turn)) return [];
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
  if (!isBegun(asking)) return turnMessages(asking, inWords, plan.sendsReasoning);
  if (asking.excluded === true || isUnsaid(asking)) return [];
  const begun = toBegunMessages(asking, plan.prefix, plan.thinking === 'enabled');
  return [questionMessage(asking, inWords), ...begun];
}

function questionMessage(turn: Turn, inWords: boolean): WireMessage {
  const question = toQuestion(turn);
  const asked = inWords ? `${question}\n\n${jsonInstruction}` : question;
  return { role: 'user', content: asked.toWellFormed() };
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

/** The parameters under their names on the wire, always in this order. */
function toFields(parameters: SentParameters): Partial<ChatBody> {
  const fields = {
    max_tokens: parameters.maxTokens,
    temperature: parameters.temperature,
    top_p: parameters.topP,
    frequency_penalty: parameters.frequencyPenalty,
    presence_penalty: parameters.presencePenalty,
    stop: parameters.stop?.map((one) => one.toWellFormed()),
    response_format: parameters.jsonOutput && ({ type: 'json_object' } as const),
    logprobs: parameters.logprobs,
    top_logprobs: parameters.topLogprobs,
    user_id: parameters.userId,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toQuestion(turn: Turn): string {
  const text = toUserText(sentMessage(turn));
  return turn.withoutTools === true ? `${text}\n\n${noTools}` : text;
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
export function mergeSameRole(messages: readonly WireMessage[]): WireMessage[] {
  const merged: WireMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === message.role) {
      merged[merged.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    } else {
      merged.push(message);
    }
  }
  return merged;
}
