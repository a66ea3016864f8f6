/** The messages of the next request, cached up to the draft so that typing measures only the draft. */

import { findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import { summarisedCount } from '../../conversation/turnSummary.ts';
import type { ContextItem, Conversation, Turn, TurnId } from '../../conversation/model.ts';
import { measure, MeasuredTurns, mergeMeasured, type MeasuredMessage } from './messageSizes.ts';
import {
  askingMessages,
  usesJsonInstruction,
  summaryMessages,
  systemMessages,
} from '../request/requestMessages.ts';
import type { RequestPlan } from '../request/requestOptions.ts';
import { hashesOf, sentPrefixes, type SentPrefix } from './sentPrefixes.ts';

/** What is about to be asked. */
export interface DraftQuestion {
  readonly text: string;
  readonly context: readonly ContextItem[];
  /** The earlier turn in whose place it is asked; at the end of the branch where this is missing. */
  readonly instead?: TurnId;
}

/** The messages of the next request, and the earlier requests that it begins with, the longest first. */
export interface MeasuredRequest {
  readonly messages: readonly MeasuredMessage[];
  readonly prefixes: readonly SentPrefix[];
  /** The branch's last request, also where the next one does not begin with it. */
  readonly last: SentPrefix | undefined;
}

/** Everything but the draft. */
interface Earlier extends MeasuredRequest {
  readonly key: readonly unknown[];
  /** Turns that asked something else in the draft's place. */
  readonly siblings: readonly Turn[];
}

/** So many chats and places in them are kept ready. */
const maxKept = 8;

/** Puts together what the next request would hold. */
export class NextMessages {
  readonly #measured = new MeasuredTurns();
  #kept: readonly Earlier[] = [];

  /** How much is still to be measured before a draft can be, in UTF-16 code units. */
  left(conversation: Conversation, plan: RequestPlan): number {
    return this.#measured.left(branchBefore(conversation, undefined), plan.sendsReasoning);
  }

  /** Measures some of that, about `most` UTF-16 code units of it. */
  measureSome(conversation: Conversation, plan: RequestPlan, max: number): void {
    let done = 0;
    for (const turn of branchBefore(conversation, undefined)) {
      if (done >= max) return;
      done += this.#measured.left([turn], plan.sendsReasoning);
      this.#measured.of(turn, plan.sendsReasoning);
    }
  }

  /** The whole request as it would be with this draft; one that says nothing yet adds nothing. */
  with(conversation: Conversation, draft: DraftQuestion, plan: RequestPlan): MeasuredRequest {
    const earlier = this.#earlier(conversation, draft.instead, plan);
    const asking = this.#asking(conversation, draft, plan);
    const trimmer = [...earlier.messages.slice(-1), ...asking];
    const joined = plan.mergesSameRole ? mergeMeasured(trimmer) : trimmer;
    const messages = [...earlier.messages.slice(0, -1), ...joined];
    const { prefixes, last, siblings } = earlier;
    if (joined.length < trimmer.length) {
      // The last message is another one now.
      const { length } = messages;
      return { messages, last, prefixes: prefixes.filter(({ hashes }) => hashes.length < length) };
    }
    const hash = messages.at(-1)?.hash;
    const same = siblings.filter(({ request }) => request?.messageHashes.at(-1) === hash);
    if (same.length === 0 || asking.length === 0) return { messages, last, prefixes };
    return { messages, last, prefixes: [...this.#sent(messages, same, conversation), ...prefixes] };
  }

  #earlier(conversation: Conversation, instead: TurnId | undefined, plan: RequestPlan): Earlier {
    const { turns, openTurn, activeLeaf, systemPrompt } = conversation;
    const shape = [plan.sendsReasoning, plan.mergesSameRole];
    const key = [turns, openTurn, activeLeaf, systemPrompt, instead, ...shape];
    const known = this.#kept.find((earlier) =>
      earlier.key.every((part, index) => part === key[index]),
    );
    if (known !== undefined) return known;
    const branch = branchBefore(conversation, instead);
    const system = systemMessages(systemPrompt).map(measure);
    const count = summarisedCount(branch);
    const summary = branch[count - 1]?.summary;
    const all = [
      ...system,
      ...(summary === undefined ? [] : summaryMessages(summary, plan.sendsReasoning).map(measure)),
      ...branch.slice(count).flatMap((turn) => this.#measured.of(turn, plan.sendsReasoning)),
    ];
    const messages = plan.mergesSameRole ? mergeMeasured(all) : all;
    const knownTurns = [...turns.values(), ...(openTurn === null ? [] : [openTurn])];
    const parent = branch.at(-1)?.id ?? null;
    const made = {
      key,
      messages,
      prefixes: this.#sent(messages, knownTurns, conversation),
      last: this.#lastOf(branch, conversation),
      siblings: knownTurns.filter(({ parentId }) => parentId === parent),
    };
    this.#kept = [made, ...this.#kept].slice(0, maxKept);
    return made;
  }
  #asking(
    { systemPrompt, activeLeaf }: Conversation,
    { text, context, instead }: DraftQuestion,
    plan: RequestPlan,
  ): readonly MeasuredMessage[] {
    const turn: Turn = {
      id: 'draft',
      parentId: instead ?? activeLeaf,
      startedAt: 0,
      user: { text, context },
      parts: [],
      status: 'inProgress',
    };
    return askingMessages(turn, usesJsonInstruction(systemPrompt, [turn], plan), plan).map(measure);
  }

  #lastOf(branch: readonly Turn[], conversation: Conversation): SentPrefix | undefined {
    const last = branch.findLast(
      ({ request, status }) => request !== undefined && status !== 'failed',
    );
    const hashes = last?.request && hashesOf(last.request, conversation);
    if (last?.request === undefined || hashes === undefined) return undefined;
    return { turn: last, request: last.request, hashes };
  }

  /** Earlier requests that these messages begin with, each with the answer as later requests hold it. */
  #sent(
    messages: readonly MeasuredMessage[],
    turns: readonly Turn[],
    conversation: Conversation,
  ): readonly SentPrefix[] {
    const hashes = messages.map(({ hash }) => hash);
    return sentPrefixes(hashes, turns, conversation).map((sentPrefix) => {
      const answer = this.#measured
        .of(sentPrefix.turn, false)
        .find(({ message }) => message.role === 'assistant');
      return answer === undefined ? sentPrefix : { ...sentPrefix, answerHash: answer.hash };
    });
  }
}

/** The turns that lead to the draft. */
function branchBefore(conversation: Conversation, instead: TurnId | undefined): readonly Turn[] {
  const turn = instead === undefined ? undefined : findTurn(conversation, instead);
  return visiblePath(conversation, turn === undefined ? conversation.activeLeaf : turn.parentId);
}
