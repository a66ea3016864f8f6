/** Gives the JSON of an answer its meaning: deltas, reasoning, tool calls, usage, the end (contract 5, 7.2, 8). */

import type { FinishReason, Profile } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';
import { itemsOf, recordOf, textOf } from './json.ts';
import { capabilitiesOf } from './profile.ts';
import { createThinkTagSplitter, mayLoseOpener, thinkField } from './thinkTags.ts';
import { createToolCallAssembler } from './toolCallAssembler.ts';
import type { AssembledToolCall, StreamEvent } from './types.ts';
import { readUsage } from './wireUsage.ts';

/** Reads the choice with index 0 of one answer. */
export interface AnswerReader {
  /** Takes a stream chunk; false where the object is not one. */
  readChunk(json: unknown): boolean;
  /** Takes a whole completion (contract 5); false where the object is not one. */
  readWhole(json: unknown): boolean;
  /** The first finish reason seen; nothing after it counts but usage. */
  readonly finishReason: FinishReason | undefined;
  readonly usage: Usage | undefined;
  readonly hasToolCalls: boolean;
  /** Gives out text that was held back for a tag that did not come. */
  flush(): void;
  /** The tool calls, once the answer is at its end; undefined where one is not whole. */
  finishToolCalls(): readonly AssembledToolCall[] | undefined;
}

/** Makes a reader that tells what it reads through `emit`. */
export function createAnswerReader(
  profile: Profile,
  model: string,
  emit: (event: StreamEvent) => void,
): AnswerReader {
  const { reasoningFields, thinkTags } = capabilitiesOf(profile);
  const calls = createToolCallAssembler();
  let finishReason: FinishReason | undefined;
  let usage: Usage | undefined;
  let identified = false;
  let hasReasoningField = false;

  const createSplitter = (holdForClose: boolean) =>
    createThinkTagSplitter(holdForClose, (kind, text) => {
      if (kind === 'content') emit({ type: 'content', text });
      else emit({ type: 'reasoning', text, field: thinkField });
    });
  let splitter = thinkTags ? createSplitter(mayLoseOpener(model)) : undefined;

  const readReasoning = (message: Readonly<Record<string, unknown>>) => {
    const field = reasoningFields.find((name) => textOf(message[name]) !== undefined);
    if (field === undefined) return;
    // Reasoning with a field of its own: tags in the content are content.
    if (!hasReasoningField) splitter?.flush();
    hasReasoningField = true;
    emit({ type: 'reasoning', text: textOf(message[field]) ?? '', field });
  };
  const readMessage = (message: Readonly<Record<string, unknown>>) => {
    readReasoning(message);
    const content = textOf(message['content']);
    if (content !== undefined) {
      if (splitter !== undefined && !hasReasoningField) splitter.push(content);
      else emit({ type: 'content', text: content });
    }
    for (const fragment of itemsOf(message['tool_calls'])) calls.add(fragment);
    calls.addLegacy(message['function_call']);
  };
  const readChoice = (choice: Readonly<Record<string, unknown>>, field: 'delta' | 'message') => {
    if (finishReason !== undefined) return;
    const message = recordOf(choice[field]);
    if (message !== undefined) readMessage(message);
    const reason = textOf(choice['finish_reason']);
    if (reason === undefined) return;
    finishReason = reason === 'function_call' && !calls.isEmpty ? 'tool_calls' : reason;
  };
  const read = (json: unknown, field: 'delta' | 'message') => {
    const fields = recordOf(json);
    if (fields === undefined) return false;
    const id = textOf(fields['id']);
    if (id !== undefined && !identified && Array.isArray(fields['choices'])) {
      identified = true;
      emit({ type: 'identified', responseId: id });
    }
    const choices = itemsOf(fields['choices']).map(recordOf);
    const choice = choices.find((entry) => (entry?.['index'] ?? 0) === 0);
    if (choice !== undefined) readChoice(choice, field);
    usage = readUsage(fields['usage']) ?? usage;
    return field === 'delta'
      ? Array.isArray(fields['choices'])
      : recordOf(choice?.[field]) !== undefined;
  };
  return {
    readChunk: (json) => read(json, 'delta'),
    readWhole: (json) => {
      // All of it is there, so that a lost opener can be told for any model.
      if (splitter !== undefined) splitter = createSplitter(true);
      return read(json, 'message');
    },
    get finishReason() {
      return finishReason;
    },
    get usage() {
      return usage;
    },
    get hasToolCalls() {
      return !calls.isEmpty;
    },
    flush: () => splitter?.flush(),
    finishToolCalls: () => calls.finish(),
  };
}
