/** "Find in Chat": asks the host for matches, steps through them, and highlights the painted ones. */

import { createTextPattern } from '../../src/conversation/search/textPattern.ts';
import type { Conversation, TurnId } from '../../src/conversation/model.ts';
import { findTurn } from '../../src/conversation/activeBranch.ts';
import type { Fact, FindHit, Intent } from '../../src/protocol/messages.ts';
import { countPlaces, firstPlaceIn, indexOfPlace, matchAt, type FoundPlace } from './matchList.ts';
import { findRanges, type FoundRanges } from './matchRanges.ts';
import { RevealedRange } from './revealedRange.ts';
import { mark } from '../scroll/scrollController.ts';

/** What the bar shows. */
export interface FindView {
  readonly query: string;
  readonly matchCase: boolean;
  readonly reasoning: boolean;
  /** How many places there are; none before the host has answered. */
  readonly total?: number;
  /** Whether there are more than were counted. */
  readonly more: boolean;
  /** The place that the user is at, counted from 0. */
  readonly current: number;
}

/** What the user does in the bar. */
export interface FindActions {
  setQuery(query: string): void;
  toggle(what: 'matchCase' | 'reasoning'): void;
  next(step: 1 | -1): void;
  close(): void;
}

/** What finding needs of the page. */
export interface FindPort {
  conversation(): Conversation | undefined;
  post(intent: Intent): void;
  /** The view changed; `null` closes the bar. */
  show(view: FindView | null): void;
  /** Opens every piece of reasoning of a turn. */
  unfold(turnId: TurnId): void;
  /** The turn at the upper edge; none at the end. */
  readingAt(): TurnId | undefined;
  /** What is looked at stays in sight, whatever grows. */
  leaveEnd(): void;
  /** Draws again soon. */
  redraw(): void;
}

/** Typing goes on for so long before it is looked for, in milliseconds. */
const askAfter = 120;
/** While text streams, places are marked again this often, in milliseconds. */
const markEvery = 200;
const names = ['ds-find', 'ds-find-current'] as const;
const fresh: FindView = { query: '', matchCase: false, reasoning: false, more: false, current: 0 };

/** One page's search. */
export class Find implements FindActions {
  readonly #port: FindPort;
  readonly #revealed = new RevealedRange();
  #view: FindView | null = null;
  #hits: readonly FindHit[] = [];
  /** The query that the hits answer. */
  #answered = '';
  #container: HTMLElement | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #marking: ReturnType<typeof setTimeout> | undefined;
  /** The place is to be brought into sight as soon as its turn is painted. */
  #going = false;
  /** Turns that the host was asked to bring, also those that were left for the next one since. */
  readonly #brought = new Set<TurnId>();
  /** The turn whose reasoning was opened for its place. */
  #unfolded: TurnId | undefined;
  #focusWanted = false;
  #cameFrom: Element | null = null;

  constructor(port: FindPort) {
    this.#port = port;
  }

  /** Opens the bar, or takes the caret back into it. */
  open(): void {
    if (this.#view === null) {
      this.#cameFrom = document.activeElement;
      this.#change({ ...fresh });
    }
    this.#focusWanted = true;
    this.#port.redraw();
  }

  /** Closes the bar; the focus goes back to where it was. `false` when it is not open. */
  end(): boolean {
    if (this.#view === null) return false;
    this.#forget();
    this.#port.post({ type: 'endFind' });
    const back = this.#cameFrom;
    if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus();
    else this.#container?.querySelector('textarea')?.focus();
    return true;
  }

  close(): void {
    this.end();
  }

  setQuery(query: string): void {
    if (this.#view === null) return;
    this.#change({ ...this.#view, query });
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => this.#ask(), askAfter);
  }

  toggle(what: 'matchCase' | 'reasoning'): void {
    if (this.#view === null) return;
    this.#change({ ...this.#view, [what]: !this.#view[what] });
    this.#ask();
  }

  next(step: 1 | -1): void {
    if (this.#view?.total === undefined || this.#view.total === 0) return;
    const { current, total } = this.#view;
    this.#change({ ...this.#view, current: (current + step + total) % total });
    this.#go();
  }

  /** Whether something is looked for, so that F3 means the next place. */
  get isOpen(): boolean {
    return this.#view !== null;
  }

  /** Whether it is this search that brings a turn into sight. */
  takes(turnId: TurnId): boolean {
    return this.#brought.delete(turnId) || (this.#going && this.#at()?.hit.turnId === turnId);
  }

  /** Takes an answer of the host, or a new conversation. */
  onFact(fact: Fact, otherChat: boolean): void {
    if (fact.type === 'focusFind') this.open();
    if (this.#view === null) return;
    if (otherChat) this.#forget();
    else if (fact.type === 'found') this.#onFound(fact);
    else if (fact.type === 'snapshot' && fact.revision === 1 && this.#view.query !== '') {
      // A page that was away is not looked for any more.
      if (!this.#going) this.#ask();
    }
  }

  /** Marks what is painted; at once where a place is to be brought into sight. */
  afterDraw(container: HTMLElement): void {
    this.#container = container;
    if (this.#view === null) return;
    if (this.#focusWanted) {
      this.#focusWanted = false;
      const box = container.querySelector<HTMLInputElement>('.ds-find__text');
      box?.focus();
      box?.select();
    }
    if (this.#going) this.#paint();
    else this.#marking ??= setTimeout(() => this.#paint(), markEvery);
  }

  #ask(): void {
    clearTimeout(this.#asking);
    if (this.#view === null) return;
    const { query, matchCase, reasoning } = this.#view;
    this.#port.post({ type: 'find', query: query.slice(0, 2_000), matchCase, reasoning });
  }

  #onFound(fact: Extract<Fact, { type: 'found' }>): void {
    const view = this.#view;
    if (view === null || fact.query !== view.query.slice(0, 2_000)) return;
    if (fact.matchCase !== view.matchCase || fact.reasoning !== view.reasoning) return;
    const before = view.total === undefined || this.#asksAnew ? undefined : this.#at();
    this.#hits = fact.hits;
    const total = countPlaces(fact.hits);
    const kept = before && indexOfPlace(fact.hits, before);
    this.#change({ ...view, total, more: fact.more, current: kept ?? this.#nearest(total) });
    this.#answered = `${fact.query}\n${String(fact.matchCase)}${String(fact.reasoning)}`;
    if (kept === undefined && total > 0) this.#go();
    else this.#port.redraw();
  }

  get #asksAnew(): boolean {
    const view = this.#view;
    return (
      view === null ||
      this.#answered !== `${view.query}\n${String(view.matchCase)}${String(view.reasoning)}`
    );
  }

  /** The place that the user is at. */
  #at(): FoundPlace | undefined {
    return matchAt(this.#hits, this.#view?.current ?? 0);
  }

  /** The first place from where the reader is; at the end the last one. */
  #nearest(total: number): number {
    const reading = this.#port.readingAt();
    if (reading === undefined) return Math.max(0, total - 1);
    const turns = [...(this.#port.conversation()?.turns.keys() ?? [])];
    return firstPlaceIn(this.#hits, new Set(turns.slice(turns.indexOf(reading))));
  }

  #go(): void {
    const target = this.#at();
    const conversation = this.#port.conversation();
    if (target === undefined || conversation === undefined) return;
    this.#going = true;
    this.#port.leaveEnd();
    const { turnId, place } = target.hit;
    if (findTurn(conversation, turnId) === undefined) {
      this.#brought.add(turnId);
      this.#port.post({ type: 'showTurn', turnId });
    } else if (place === 'reasoning') this.#port.unfold(turnId);
    this.#port.redraw();
  }

  #paint(): void {
    clearTimeout(this.#marking);
    this.#marking = undefined;
    const view = this.#view;
    const container = this.#container;
    const pattern = view === null ? undefined : createTextPattern(view.query, view.matchCase);
    if (view === null || container === undefined || pattern === undefined) {
      for (const name of names) CSS.highlights.delete(name);
      return;
    }
    const found = findRanges(container, pattern, view.reasoning);
    const current = this.#asksAnew ? undefined : this.#currentRange(found);
    const others = found.flatMap(({ ranges }) => ranges).filter((range) => range !== current);
    const marked = new Highlight();
    for (const range of others) marked.add(range);
    CSS.highlights.set(names[0], marked);
    const shown = new Highlight();
    if (current !== undefined) shown.add(current);
    shown.priority = 1;
    CSS.highlights.set(names[1], shown);
    if (this.#going) this.#arrive(current, container);
  }

  #currentRange(found: readonly FoundRanges[]): Range | undefined {
    const target = this.#at();
    if (target === undefined) return undefined;
    const { turnId, place } = target.hit;
    const painted = found.find(
      (foundRanges) => foundRanges.turnId === turnId && foundRanges.place === place,
    )?.ranges;
    // Markdown's own signs are found by the host and not painted.
    return painted?.[Math.min(target.nth, painted.length - 1)];
  }

  #arrive(range: Range | undefined, container: HTMLElement): void {
    const target = this.#at();
    const conversation = this.#port.conversation();
    if (target === undefined || conversation === undefined) return;
    const { turnId, place } = target.hit;
    if (findTurn(conversation, turnId) === undefined) return;
    if (place === 'reasoning' && range === undefined && this.#unfolded !== turnId) {
      this.#unfolded = turnId;
      this.#port.unfold(turnId);
      return;
    }
    this.#unfolded = undefined;
    this.#going = false;
    if (range !== undefined) {
      this.#revealed.show(range, container);
      return;
    }
    const name = CSS.escape(`${turnId}/${place === 'question' ? 'question' : 'answer'}`);
    const article = container.querySelector<HTMLElement>(`[data-article="${name}"]`);
    article?.scrollIntoView({ block: 'start' });
    if (article !== null) mark(article);
  }

  #forget(): void {
    clearTimeout(this.#asking);
    clearTimeout(this.#marking);
    this.#marking = undefined;
    this.#hits = [];
    this.#answered = '';
    this.#going = false;
    this.#change(null);
    for (const name of names) CSS.highlights.delete(name);
    this.#revealed.putBack();
  }

  #change(view: FindView | null): void {
    this.#view = view;
    this.#port.show(view);
  }
}
