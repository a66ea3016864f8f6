/** Separates a message's reasoning from its content, whichever fields or tags the server uses (contract 19). */

import { serverLimits } from '../../conversation/limits.ts';
import { asRecord, asText } from '../json.ts';
import type { Capabilities } from '../models/apiProfile.ts';
import { mayOmitThinkTag, thinkField, ThinkTagSplitter } from './thinkTags.ts';
import type { StreamEvent } from '../types.ts';
import { ReasoningMerger } from './reasoningMerger.ts';
import { RepeatedThinking } from './repeatedThinking.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the messages of one response, one delta at a time. */
export class MessageText {
  readonly #fields: readonly string[];
  readonly #emit: (event: StreamEvent) => void;
  readonly #reasoning = new ReasoningMerger();
  #splitter: ThinkTagSplitter | undefined;
  /** Replaces the splitter if reasoning has its own field. */
  #repeated: RepeatedThinking | undefined;

  constructor(
    { reasoningFields, thinkTags }: Capabilities,
    model: string,
    emit: (event: StreamEvent) => void,
  ) {
    this.#fields = reasoningFields;
    this.#emit = emit;
    if (thinkTags) this.#splitter = this.#createSplitter(mayOmitThinkTag(model));
  }

  /** For a non-streamed message, a missing opening tag can be detected for any model. */
  expectWhole(): void {
    if (this.#splitter !== undefined) this.#splitter = this.#createSplitter(true);
  }

  /** Reads a message; returns whether it had text. */
  read(message: Fields): boolean {
    const hasReasoning = this.#readReasoning(message);
    const content = contentOf(message['content']);
    if (content !== undefined) this.#readContent(content);
    return hasReasoning || content !== undefined;
  }

  /** Emits text that was buffered while waiting for a tag. */
  flush(): void {
    this.#splitter?.flush();
    this.#repeated?.flush();
  }

  #createSplitter(holdsForClose: boolean): ThinkTagSplitter {
    return new ThinkTagSplitter(holdsForClose, (kind, text) => {
      if (kind === 'content') this.#giveContent(text);
      else this.#giveReasoning(text, thinkField);
    });
  }

  #readReasoning(message: Fields): boolean {
    let hasText = false;
    for (const field of this.#fields) {
      const text = reasoningOf(message[field]);
      if (text === undefined) continue;
      // Within one delta, the first field wins; another field that adds text is read when it arrives alone.
      if (hasText) this.#reasoning.compare(field, text);
      else {
        this.#expectField();
        this.#giveReasoning(text, field);
      }
      hasText = true;
    }
    return hasText;
  }

  /** Reasoning has its own field, so tags in the content are content, unless one is already open. */
  #expectField(): void {
    if (this.#splitter === undefined || this.#repeated !== undefined) return;
    this.#repeated = new RepeatedThinking(this.#reasoning, (text) => {
      this.#giveContent(text);
    });
    if (this.#splitter.isInReasoning) return;
    const start = this.#splitter.takeUndecided();
    this.#splitter.flush();
    this.#splitter = undefined;
    if (start !== '') this.#repeated.push(start);
  }

  #readContent(text: string): void {
    const reader = this.#splitter ?? this.#repeated;
    if (reader === undefined) this.#giveContent(text);
    else reader.push(text);
  }

  #giveReasoning(text: string, field: string): void {
    const fresh = this.#reasoning.take(field, text);
    if (fresh !== '') this.#emit({ type: 'reasoning', text: fresh, field });
  }

  #giveContent(text: string): void {
    this.#emit({ type: 'content', text });
  }
}

/** A string, or the text parts of list content. */
function contentOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return asText(value);
  return joined(value, (part) => (part['type'] === 'text' ? asText(part['text']) : undefined));
}

/** A string, or the readable texts of `reasoning_details`; encrypted ones are ignored. */
function reasoningOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return asText(value);
  return joined(value, (part) => asText(part['text']) ?? asText(part['summary']));
}

function joined(
  parts: readonly unknown[],
  read: (part: Fields) => string | undefined,
): string | undefined {
  const texts = parts
    .slice(0, serverLimits.contentParts)
    .map((part) => read(asRecord(part) ?? {}) ?? '');
  return asText(texts.join(''));
}
