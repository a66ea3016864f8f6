/** Matches tokens to the text they spell, and stores them in batches. */

import type { ConversationEvent, LogprobsReported } from '../../conversation/events/events.ts';
import type { PartId, TokenLogprob, TurnId } from '../../conversation/model.ts';

/** Tokens of one event of the log. */
const batchSize = 64;

/** More tokens than this that spell no text are given up. */
const maxQueueLength = 4096;

type Kind = 'reasoning' | 'content';

/** Text that has no tokens yet. */
interface Fresh {
  readonly partId: PartId;
  readonly offset: number;
  text: string;
}

/** The tokens of one turn. */
export class LogprobWriter {
  readonly #turnId: TurnId;
  readonly #emit: (events: readonly ConversationEvent[]) => void;
  readonly #fresh = new Map<Kind, Fresh>();
  readonly #queued = new Map<Kind, TokenLogprob[]>();
  #batch: LogprobsReported | undefined;

  constructor(turnId: TurnId, emit: (events: readonly ConversationEvent[]) => void) {
    this.#turnId = turnId;
    this.#emit = emit;
  }

  /** Text was written into a part. */
  wrote(kind: Kind, partId: PartId, offset: number, text: string): void {
    const fresh = this.#fresh.get(kind);
    if (fresh?.partId === partId) fresh.text += text;
    else this.#fresh.set(kind, { partId, offset, text });
  }

  /** The tokens of the text of this kind that came last, or comes next where it is held back. */
  take(kind: Kind, tokens: readonly TokenLogprob[]): void {
    const queue = this.#queued.get(kind) ?? [];
    for (const token of tokens) queue.push(token);
    this.#queued.set(kind, queue);
    const fresh = this.#fresh.get(kind);
    if (fresh === undefined) return;
    if (queue.length > maxQueueLength) this.#lose(kind);
    const spelt = queue.map((token) => token.text).join('');
    // Of a repetition that was left out, the tokens are left out as well.
    if (!spelt.endsWith(fresh.text)) return;
    let dropped = 0;
    let surplus = spelt.length - fresh.text.length;
    while (surplus > 0) surplus -= queue[dropped++]?.text.length ?? surplus;
    // A token that crosses the border is dropped.
    this.#add(fresh.partId, fresh.offset - surplus, queue.slice(dropped));
    this.#lose(kind);
  }

  #lose(kind: Kind): void {
    this.#fresh.delete(kind);
    this.#queued.delete(kind);
  }

  /** Nothing follows: what is not stored yet is; tokens that spell no text of the answer are dropped. */
  flush(): void {
    if (this.#batch !== undefined) this.#emit([this.#batch]);
    this.#batch = undefined;
    this.#queued.clear();
    this.#fresh.clear();
  }

  /** In batches, since one event of a server can hold more tokens than a line of the log should. */
  #add(partId: PartId, offset: number, tokens: readonly TokenLogprob[]): void {
    let at = offset;
    for (let first = 0; first < tokens.length; first += batchSize) {
      const batch = tokens.slice(first, first + batchSize);
      this.#addBatch(partId, at, batch);
      at = batch.reduce((end, token) => end + token.text.length, at);
    }
  }

  #addBatch(partId: PartId, offset: number, tokens: readonly TokenLogprob[]): void {
    const before = this.#batch;
    const end =
      before === undefined
        ? 0
        : before.tokens.reduce((at, token) => at + token.text.length, before.offset);
    if (before?.partId === partId && end === offset && before.tokens.length < batchSize) {
      this.#batch = { ...before, tokens: [...before.tokens, ...tokens] };
      return;
    }
    if (before !== undefined) this.#emit([before]);
    this.#batch = { type: 'logprobsReported', turnId: this.#turnId, partId, offset, tokens };
  }
}
