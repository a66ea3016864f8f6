/** Interprets a response's JSON: deltas, reasoning, tool calls, usage, finish reason (contract 5, 7.2, 8). */

import { oneLine } from '../../conversation/chatTitle.ts';
import { serverLimits } from '../../conversation/limits.ts';
import type { FinishReason, ApiProfile } from '../../conversation/model.ts';
import type { Usage } from '../../conversation/usage.ts';
import { readFinishReason } from './blankValue.ts';
import { MessageText } from './messageText.ts';
import { indexOf, asArray, asRecord, asText } from '../json.ts';
import { LogprobReader } from './logprobs.ts';
import { capabilitiesOf } from '../models/apiProfile.ts';
import { ToolCallAssembler } from './toolCallAssembler.ts';
import type { AssembledToolCall, StreamEvent } from '../types.ts';
import { readUsage } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the choice with index 0 of a response and emits an event for each piece. */
export class AnswerReader {
  /** The last reported usage (contract 7.3). */
  usage: Usage | undefined;
  /** The last non-blank title. */
  title: string | undefined;
  /** Number of chunks with text or part of a tool call. */
  textEvents = 0;
  readonly #trustsFinishReason: boolean;
  readonly #calls = new ToolCallAssembler();
  readonly #logprobs = { reasoning: new LogprobReader(), content: new LogprobReader() };
  readonly #text: MessageText;
  readonly #emit: (event: StreamEvent) => void;
  #finishReason: FinishReason | undefined;
  /** Text arrived after a finish reason. */
  #wentOn = false;
  /** The last chunk with a finish reason also had text. */
  #finishedWithText = false;
  /** More than one finish reason arrived. */
  #sawReasons = false;
  /** A chunk, and a chunk with text, arrived without a finish reason. */
  #sawOpenChunk = false;
  #sawOpenText = false;
  #identified = false;

  /** `isVendor`: the response comes from the vendor's origin, so it has the vendor's format. */
  constructor(
    profile: ApiProfile,
    model: string,
    emit: (event: StreamEvent) => void,
    isVendor = true,
  ) {
    const capabilities = capabilitiesOf(profile);
    this.#trustsFinishReason = !capabilities.doneCompletes;
    this.#emit = emit;
    this.#text = new MessageText(
      isVendor ? capabilities : capabilitiesOf('compatible'),
      model,
      emit,
    );
  }

  /** The last finish reason; some servers send one with every chunk. */
  get finishReason(): FinishReason | undefined {
    return this.#finishReason === 'function_call' && this.hasToolCalls
      ? 'tool_calls'
      : this.#finishReason;
  }

  /**
   * A finish reason was seen and only usage can follow. If the server sends a finish reason with every chunk, only the
   * end of the stream counts.
   */
  get isFinished(): boolean {
    if (this.#finishReason === undefined || this.#wentOn) return false;
    if (this.#sawOpenText) return true;
    if (this.#sawReasons) return false;
    return this.#trustsFinishReason || (this.#sawOpenChunk && !this.#finishedWithText);
  }

  get hasToolCalls(): boolean {
    return !this.#calls.isEmpty;
  }

  /**
   * Reads a stream chunk; returns false if it has no text, no part of a tool call, and no new usage or finish reason.
   */
  readChunk(json: unknown): boolean {
    const { choice, fields } = choiceOf(json);
    return this.#read(fields, choice, [choice?.['delta'], choice?.['message']]);
  }

  /** Reads a non-streamed completion; returns false if the object isn't one. */
  readWhole(json: unknown): boolean {
    this.#text.expectWhole();
    const { choice, fields } = choiceOf(json);
    const message = asRecord(choice?.['message']);
    this.#read(fields, choice, [message]);
    return message !== undefined;
  }

  /** Emits text that was buffered while waiting for a tag. */
  flush(): void {
    this.#text.flush();
  }

  /** The tool calls of a finished answer; undefined if one of them is incomplete. */
  finishToolCalls(): readonly AssembledToolCall[] | undefined {
    return this.#calls.finish();
  }

  #read(
    fields: Fields | undefined,
    choice: Fields | undefined,
    messages: readonly unknown[],
  ): boolean {
    this.#readId(fields?.['id'], choice);
    const hasText = this.#readMessages(messages);
    this.#readLogprobs(choice?.['logprobs']);
    const reason = readFinishReason(choice?.['finish_reason']);
    const isNewReason = reason !== undefined && reason !== this.#finishReason;
    if (choice !== undefined) this.#noteEnd(reason, hasText);
    const isNewUsage = this.#readUsage(fields?.['usage'], choice?.['usage']);
    return hasText || isNewReason || isNewUsage;
  }

  /** Returns true for new counts; some servers repeat the same usage with every chunk. */
  #readUsage(...places: readonly unknown[]): boolean {
    const usage = places.map(readUsage).find((counts) => counts !== undefined);
    if (usage === undefined) return false;
    const isNew = JSON.stringify(usage) !== JSON.stringify(this.usage);
    this.usage = usage;
    return isNew;
  }

  #noteEnd(reason: FinishReason | undefined, hasText: boolean): void {
    if (hasText) this.textEvents += 1;
    this.#wentOn ||= hasText && this.#finishReason !== undefined;
    if (reason === undefined) {
      this.#sawOpenChunk = true;
      this.#sawOpenText ||= hasText;
    } else {
      this.#sawReasons ||= this.#finishReason !== undefined;
      this.#finishReason = reason;
      this.#finishedWithText = hasText;
    }
  }

  #readId(value: unknown, choice: Fields | undefined): void {
    const id = asText(value);
    if (id === undefined || choice === undefined || this.#identified) return;
    this.#identified = true;
    this.#emit({ type: 'identified', responseId: id.slice(0, serverLimits.responseId) });
  }

  /** Some servers put the entire answer into one event; after deltas with text it would be a duplicate. */
  #readMessages([delta, whole]: readonly unknown[]): boolean {
    const first = asRecord(delta);
    if (first !== undefined && this.#readMessage(first)) return true;
    const rest = this.textEvents > 0 ? undefined : asRecord(whole);
    return rest !== undefined && this.#readMessage(rest);
  }

  #readMessage(message: Fields): boolean {
    let hasText = this.#text.read(message);
    for (const fragment of asArray(message['tool_calls'])) {
      hasText = this.#calls.add(fragment) || hasText;
      if (this.#calls.hasTooMany) break;
    }
    hasText = this.#calls.addLegacy(message['function_call']) || hasText;
    const title = oneLine((asText(message['title']) ?? '').slice(0, serverLimits.answerTitle));
    if (title !== '') this.title = title;
    return hasText;
  }

  #readLogprobs(value: unknown): void {
    const lists = asRecord(value);
    if (lists === undefined) return;
    for (const kind of ['reasoning', 'content'] as const) {
      const list = lists[kind === 'content' ? 'content' : 'reasoning_content'];
      const tokens = this.#logprobs[kind].read(list);
      if (tokens.length > 0) this.#emit({ type: 'logprobs', kind, tokens });
    }
  }
}

/** The choice with index 0; some servers omit the index or send it as a string. */
function choiceOf(json: unknown): { fields: Fields | undefined; choice: Fields | undefined } {
  const fields = asRecord(json);
  const choices = asArray(fields?.['choices']);
  const first = choices.find((entry) => {
    const choice = asRecord(entry);
    return choice !== undefined && (indexOf(choice['index'] ?? 0) ?? 0) === 0;
  });
  return { fields, choice: asRecord(first) };
}
