/** Searches the entire branch of a conversation for one page, a few milliseconds at a time. */

import { activeBranch, textOf } from '../../conversation/activeBranch.ts';
import type { Conversation, Turn, TurnId } from '../../conversation/model.ts';
import {
  createTextPattern,
  findText,
  type TextPattern,
} from '../../conversation/search/textPattern.ts';
import type { Disposable } from '../../platform/disposable.ts';
import type { Clock } from '../../platform/ports.ts';
import type { FactBody, FindHit, IntentOf } from '../../protocol/messages.ts';
import type { IntentHandlers } from './intents/intentHandlers.ts';

type Query = Omit<IntentOf<'find'>, 'type'>;

/** What finding needs of its page. */
export interface FindPort {
  readonly clock: Clock;
  readonly conversation: () => Conversation;
  readonly post: (fact: Extract<FactBody, { type: 'found' }>) => void;
}

/** The most matches that are counted; more of them help nobody. */
const maxMatches = 10_000;
/** How long the host may be held up at a time, in milliseconds. */
const atATime = 8;
/** How long to wait before a chat that goes on is searched again, in milliseconds. */
const againAfter = 400;

/** Holds the query of one page and answers it again when the conversation goes on. */
export class ChatFind implements Disposable {
  readonly #port: FindPort;
  #query: Query | undefined;
  #pattern: TextPattern | undefined;
  /** What was found in turns that have not changed since. */
  #known = new Map<TurnId, { readonly turn: Turn; readonly hits: readonly FindHit[] }>();
  #cancel: (() => void) | undefined;
  #posted = '';

  constructor(port: FindPort) {
    this.#port = port;
  }

  /** The handlers of "Find in Chat". */
  readonly intents: IntentHandlers<'find' | 'endFind'> = {
    find: ({ query, matchCase, reasoning }) => {
      this.close();
      this.#query = { query, matchCase, reasoning };
      this.#pattern = createTextPattern(query, matchCase);
      this.#search();
    },
    endFind: () => this.close(),
  };

  /** The conversation went on. */
  onEvents(): void {
    if (this.#query === undefined || this.#cancel !== undefined) return;
    this.#cancel = this.#port.clock.after(againAfter, () => this.#search());
  }

  /** Forgets the query. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#query = undefined;
    this.#pattern = undefined;
    this.#known.clear();
    this.#posted = '';
  }

  dispose(): void {
    this.close();
  }

  #search(): void {
    this.#go(activeBranch(this.#port.conversation()), 0, 0, []);
  }

  /** Goes on with the turns from the nth, and lets others work in between. */
  #go(branch: readonly Turn[], from: number, before: number, hits: FindHit[]): void {
    const { clock } = this.#port;
    const until = clock.monotonic() + atATime;
    let matches = before;
    for (let nth = from; nth < branch.length && matches < maxMatches; nth += 1) {
      const turn = branch[nth];
      if (turn === undefined) break;
      for (const hit of this.#hitsIn(turn)) {
        hits.push(hit);
        matches += hit.count;
      }
      if (clock.monotonic() < until) continue;
      const count = matches;
      this.#cancel = clock.after(0, () => this.#go(branch, nth + 1, count, hits));
      return;
    }
    this.#cancel = undefined;
    this.#postMatches(hits, matches >= maxMatches);
  }

  #hitsIn(turn: Turn): readonly FindHit[] {
    const known = this.#known.get(turn.id);
    if (known?.turn === turn) return known.hits;
    const pattern = this.#pattern;
    const query = this.#query;
    const places: readonly (readonly [FindHit['place'], string])[] = [
      ['question', turn.user.text],
      ['reasoning', query?.reasoning === true ? textOf(turn, 'reasoning') : ''],
      ['answer', textOf(turn, 'content')],
    ];
    const hits = places.flatMap(([place, text]): FindHit[] => {
      const count = pattern === undefined ? 0 : findText(text, pattern, maxMatches).length;
      return count === 0 ? [] : [{ turnId: turn.id, place, count }];
    });
    this.#known.set(turn.id, { turn, hits });
    return hits;
  }

  #postMatches(hits: readonly FindHit[], more: boolean): void {
    if (this.#query === undefined) return;
    const answer = JSON.stringify(hits);
    // While an answer streams, most of what comes changes nothing.
    if (answer === this.#posted) return;
    this.#posted = answer;
    this.#port.post({ type: 'found', ...this.#query, hits, more });
  }
}
