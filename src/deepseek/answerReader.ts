/** Gives the JSON of an answer its meaning: deltas, reasoning, tool calls, usage, the end (contract 5, 7.2, 8). */

import type { FinishReason, Profile } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';
import { itemsOf, recordOf, textOf } from './json.ts';
import { LogprobReader } from './logprobs.ts';
import { capabilitiesOf } from './profile.ts';
import { mayLoseOpener, thinkField, ThinkTagSplitter } from './thinkTags.ts';
import { ToolCallAssembler } from './toolCallAssembler.ts';
import type { AssembledToolCall, StreamEvent } from './types.ts';
import { readUsage } from './wireUsage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the choice with index 0 of one answer and tells what it reads. */
export class AnswerReader {
  /** The first one seen; nothing after it counts but usage. */
  finishReason: FinishReason | undefined;
  /** The latest one seen (contract 7.3). */
  usage: Usage | undefined;
  /** Grows with every text, reasoning, part of a call, usage and finish reason: what a connection is kept open for. */
  progress = 0;
  readonly #calls = new ToolCallAssembler();
  readonly #logprobs = { reasoning: new LogprobReader(), content: new LogprobReader() };
  readonly #reasoningFields: readonly string[];
  #splitter: ThinkTagSplitter | undefined;
  #identified = false;
  #hasReasoningField = false;
  #sawDelta = false;
  readonly #emit: (event: StreamEvent) => void;

  constructor(profile: Profile, model: string, emit: (event: StreamEvent) => void) {
    const capabilities = capabilitiesOf(profile);
    this.#emit = emit;
    this.#reasoningFields = capabilities.reasoningFields;
    if (capabilities.thinkTags) this.#splitter = this.#createSplitter(mayLoseOpener(model));
  }

  get hasToolCalls(): boolean {
    return !this.#calls.isEmpty;
  }

  /** Takes a stream chunk; an object that is none tells nothing. */
  readChunk(json: unknown): void {
    this.#read(json, 'delta');
  }

  /** Takes a whole completion; false where the object is none. */
  readWhole(json: unknown): boolean {
    // All of it is there, so that a lost opener can be told for any model.
    if (this.#splitter !== undefined) this.#splitter = this.#createSplitter(true);
    return this.#read(json, 'message');
  }

  /** Gives out text that was held back for a tag that did not come. */
  flush(): void {
    this.#splitter?.flush();
  }

  /** The tool calls, once the answer is at its end; undefined where one is not whole. */
  finishToolCalls(): readonly AssembledToolCall[] | undefined {
    return this.#calls.finish();
  }

  #createSplitter(holdsForClose: boolean): ThinkTagSplitter {
    return new ThinkTagSplitter(holdsForClose, (kind, text) => {
      if (kind === 'content') this.#emit({ type: 'content', text });
      else this.#emit({ type: 'reasoning', text, field: thinkField });
    });
  }

  #read(json: unknown, part: 'delta' | 'message'): boolean {
    const fields = recordOf(json);
    const choices = itemsOf(fields?.['choices']).map(recordOf);
    const choice = choices.find((entry) => (entry?.['index'] ?? 0) === 0);
    // Some servers put a whole answer into one event; after deltas it would only repeat them.
    const whole = this.#sawDelta ? undefined : recordOf(choice?.['message']);
    const message = recordOf(choice?.[part]) ?? whole;
    this.#sawDelta ||= recordOf(choice?.['delta']) !== undefined;
    const id = textOf(fields?.['id']);
    if (id !== undefined && choice !== undefined && !this.#identified) {
      this.#identified = true;
      this.#emit({ type: 'identified', responseId: id });
    }
    if (choice !== undefined && this.finishReason === undefined) {
      if (message !== undefined) this.#readMessage(message);
      this.#readLogprobs(choice['logprobs']);
      this.#readFinishReason(choice['finish_reason']);
    }
    this.#readUsage(fields?.['usage']);
    return message !== undefined;
  }

  /** A server that repeats the same counts for ever says nothing with them. */
  #readUsage(value: unknown): void {
    const usage = readUsage(value);
    if (usage === undefined) return;
    if (JSON.stringify(usage) !== JSON.stringify(this.usage)) this.progress += 1;
    this.usage = usage;
  }

  #readMessage(message: Fields): void {
    this.#readReasoning(message);
    const content = contentOf(message['content']);
    if (content !== undefined) {
      this.progress += 1;
      if (this.#splitter !== undefined && !this.#hasReasoningField) this.#splitter.push(content);
      else this.#emit({ type: 'content', text: content });
    }
    for (const fragment of itemsOf(message['tool_calls'])) {
      this.progress += 1;
      this.#calls.add(fragment);
    }
    if (recordOf(message['function_call']) !== undefined) this.progress += 1;
    this.#calls.addLegacy(message['function_call']);
  }

  #readReasoning(message: Fields): void {
    for (const field of this.#reasoningFields) {
      const text = reasoningOf(message[field]);
      if (text === undefined) continue;
      // Reasoning with a field of its own: tags in the content are content.
      if (!this.#hasReasoningField) this.#splitter?.flush();
      this.#hasReasoningField = true;
      this.progress += 1;
      this.#emit({ type: 'reasoning', text, field });
      return;
    }
  }

  #readLogprobs(value: unknown): void {
    const lists = recordOf(value);
    if (lists === undefined) return;
    for (const kind of ['reasoning', 'content'] as const) {
      const list = lists[kind === 'content' ? 'content' : 'reasoning_content'];
      const tokens = this.#logprobs[kind].read(list);
      if (tokens.length > 0) this.#emit({ type: 'logprobs', kind, tokens });
    }
  }

  #readFinishReason(value: unknown): void {
    const reason = textOf(value);
    if (reason === undefined) return;
    this.progress += 1;
    this.finishReason = reason === 'function_call' && this.hasToolCalls ? 'tool_calls' : reason;
  }
}

/** Text, or the text among the parts of a content that is a list. */
function contentOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  return joined(value, (part) => (part['type'] === 'text' ? textOf(part['text']) : undefined));
}

/** Text, or the readable texts of `reasoning_details`; what is encrypted there says nothing to a person. */
function reasoningOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  return joined(value, (part) => textOf(part['text']) ?? textOf(part['summary']));
}

function joined(
  parts: readonly unknown[],
  read: (part: Fields) => string | undefined,
): string | undefined {
  const texts = parts.map((part) => read(recordOf(part) ?? {}) ?? '');
  return textOf(texts.join(''));
}
