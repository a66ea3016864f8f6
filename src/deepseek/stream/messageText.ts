/**
 * Separates the reasoning of a message from its content, in whichever fields or tags a server writes them (contract 19).
 */

import { serverLimits } from '../../conversation/limits.ts';
import { asRecord, asText } from '../json.ts';
import type { Capabilities } from '../models/apiProfile.ts';
import { mayOmitThinkTag, thinkField, ThinkTagSplitter } from './thinkTags.ts';
import type { StreamEvent } from '../types.ts';
import { ReasoningMerger } from './reasoningMerger.ts';
import { RepeatedThinking } from './repeatedThinking.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Takes the messages of one answer, a delta at a time. */
export class MessageText {
  readonly #fields: readonly string[];
  readonly #emit: (event: StreamEvent) => void;
  readonly #reasoning = new ReasoningMerger();
  #splitter: ThinkTagSplitter | undefined;
  /** Takes the place of the splitter where reasoning has a field of its own. */
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

  /** The message comes in one piece, so that a lost opening tag can be missed in that of any model. */
  expectWhole(): void {
    if (this.#splitter !== undefined) this.#splitter = this.#createSplitter(true);
  }

  /** Takes what a message holds; whether there was any text. */
  read(message: Fields): boolean {
    const hasReasoning = this.#readReasoning(message);
    const content = contentOf(message['content']);
    if (content !== undefined) this.#readContent(content);
    return hasReasoning || content !== undefined;
  }

  /** Gives out text that was held back for a tag that did not come. */
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
      // In one delta the first field counts; another one that says more is read when it comes alone.
      if (hasText) this.#reasoning.compare(field, text);
      else {
        this.#expectField();
        this.#giveReasoning(text, field);
      }
      hasText = true;
    }
    return hasText;
  }

  /** Reasoning has a field of its own: tags in the content are content, unless one has been opened already. */
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

/** Text, or the text among the parts of a content that is a list. */
function contentOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return asText(value);
  return joined(value, (part) => (part['type'] === 'text' ? asText(part['text']) : undefined));
}

/** Text, or the readable texts of `reasoning_details`; what is encrypted there says nothing to a reader. */
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
