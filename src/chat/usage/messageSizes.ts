/** Caches the size of each turn's messages across estimates. */

import type { Turn } from '../../conversation/model.ts';
import { estimateTokens, tokensPerMessage } from '../../deepseek/models/tokenEstimate.ts';
import type { WireMessage } from '../../deepseek/types.ts';
import { earlierMessages, mergeSameRole } from '../request/requestMessages.ts';
import { messageHash } from '../request/requestRecord.ts';

/** A message with what it is known by and about how many tokens it takes, uncorrected. */
export interface MeasuredMessage {
  readonly message: WireMessage;
  readonly hash: string;
  readonly tokens: number;
}

/** Measures a message; takes as long as it is large. */
export function measure(message: WireMessage): MeasuredMessage {
  const text = message.content + (message.reasoning_content ?? '');
  return {
    message,
    hash: messageHash(message),
    tokens: estimateTokens(text) + tokensPerMessage,
  };
}

/** Joins neighbours of the same role, as `mergeSameRole` does, and measures what became of them. */
export function mergeMeasured(messages: readonly MeasuredMessage[]): readonly MeasuredMessage[] {
  const runs: MeasuredMessage[][] = [];
  for (const measuredMessage of messages) {
    const run = runs.at(-1);
    if (run?.[0]?.message.role === measuredMessage.message.role) run.push(measuredMessage);
    else runs.push([measuredMessage]);
  }
  // A long run is joined and measured once, not once for each of its messages.
  return runs.flatMap((run) =>
    run.length === 1 ? run : mergeSameRole(run.map(({ message }) => message)).map(measure),
  );
}

/** Keeps what turns weigh for as long as the turns are there. */
export class MeasuredTurns {
  readonly #plain = new WeakMap<Turn, readonly MeasuredMessage[]>();
  readonly #withReasoning = new WeakMap<Turn, readonly MeasuredMessage[]>();

  /** What a request holds of a turn that others follow. */
  of(turn: Turn, sendsReasoning: boolean): readonly MeasuredMessage[] {
    const kept = this.#kept(sendsReasoning);
    const known = kept.get(turn);
    if (known !== undefined) return known;
    const measured = earlierMessages(turn, sendsReasoning).map(measure);
    kept.set(turn, measured);
    return measured;
  }

  /** About how much there is still to measure, in UTF-16 code units. */
  left(turns: readonly Turn[], sendsReasoning: boolean): number {
    const kept = this.#kept(sendsReasoning);
    return turns.reduce((sum, turn) => sum + (kept.has(turn) ? 0 : lengthOf(turn)), 0);
  }

  #kept(sendsReasoning: boolean): WeakMap<Turn, readonly MeasuredMessage[]> {
    return sendsReasoning ? this.#withReasoning : this.#plain;
  }
}

function lengthOf({ user, parts }: Turn): number {
  const texts = [user, ...user.context, ...parts];
  return texts.reduce((sum, text) => sum + ('text' in text ? text.text.length : 0), 0);
}
