/** Controls the scroll position: keeps the reader's place, loads pages near an edge, scrolls to a turn. */

import { activeBranch } from '../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { TurnId } from '../../src/conversation/model.ts';
import type { Fact, Intent } from '../../src/protocol/messages.ts';
import type { PageState } from '../state/state.ts';
import { StickToEnd, type ScrollAnchor } from './stickToEnd.ts';
import { PrefetchTurns } from './prefetchTurns.ts';

/** What reading needs of the page. */
export interface ScrollControllerPort {
  state(): PageState | null;
  post(intent: Intent): void;
  /** The reader came to the end of the conversation or left it, or something new came below. */
  atEnd(atEnd: boolean, newBelow: boolean): void;
  /** The reader moved. */
  moved(): void;
  /** Whether somebody else brings this turn into sight. */
  takes(turnId: TurnId): boolean;
}

/** How long a turn that was brought into sight stays marked, in milliseconds. */
const markFor = 2500;

/** Pages are asked for when less than so many screens are left: a wheel turns ten of them in a second. */
const screensAhead = 4;

/** Follows the transcript of one page. */
export class ScrollController {
  readonly #port: ScrollControllerPort;
  readonly #prefetch: PrefetchTurns;
  #stick: StickToEnd | undefined;
  #scroller: HTMLElement | undefined;
  #lastTop = 0;
  /** A page of turns was asked for and is not drawn yet. */
  #asked = false;
  /** It came, or something in place of it. */
  #came = false;
  /** `here` predicts the reader's position at the next render, since the wheel goes on until then. */
  #goTo: ScrollAnchor | 'here' | 'end' | undefined;
  #toShow: TurnId | undefined;
  /** Something was said since the reader left the end. */
  #newBelow = false;

  constructor(port: ScrollControllerPort) {
    this.#port = port;
    this.#prefetch = new PrefetchTurns({
      state: () => port.state(),
      scroller: () => this.#scroller,
      loadEarlier: () => this.loadEarlier(),
      loadLater: () => this.loadLater(),
    });
  }

  /** Forgets the page that was drawn. */
  reset(): void {
    this.#stick = undefined;
    this.#scroller = undefined;
    this.#asked = false;
    this.#came = false;
    this.#goTo = undefined;
    this.#toShow = undefined;
    this.#newBelow = false;
  }

  /** The reader's position; undefined at the end of the conversation. */
  anchor(): ScrollAnchor | undefined {
    return this.#stick?.anchor();
  }

  /** The position to restore after the next render. */
  restore(anchor: ScrollAnchor | undefined): void {
    if (anchor !== undefined) this.#goTo = anchor;
  }

  /** Goes to the end of the conversation, which the host may have to send first. */
  jump(): void {
    if ((this.#port.state()?.later ?? 0) > 0) this.#port.post({ type: 'showLatest' });
    else this.#stick?.jump();
  }

  loadEarlier(): void {
    const first = this.#branch().at(0);
    if (this.#asked || first === undefined) return;
    this.#asked = true;
    this.#port.post({ type: 'loadEarlier', before: first.id });
  }

  loadLater(): void {
    const last = this.#branch().at(-1);
    if (this.#asked || last === undefined) return;
    this.#asked = true;
    this.#port.post({ type: 'loadLater', after: last.id });
  }

  /** Leaves the end, so that what grows there does not move what is in sight. */
  leaveEnd(): void {
    this.#stick?.leave();
  }

  /** Takes note of a fact that led from one state to the next, before it is drawn. */
  onFact(fact: Fact, before: PageState | null, after: PageState): void {
    if (fact.type === 'events' && fact.events.some(saysSomething)) this.#onSaid();
    if (fact.type === 'earlier' || fact.type === 'later') {
      this.#came = true;
      this.#goTo = 'here';
      const first = activeBranch(after.conversation)[0];
      if (before?.later === 0 && after.later > 0 && first !== undefined) {
        this.#port.post({ type: 'readingAt', turnId: first.id });
      }
    }
    if (fact.type !== 'snapshot') return;
    this.#came = true;
    this.#toShow = undefined;
    if (fact.show === null) this.#goTo = 'end';
    else if (fact.show !== undefined) this.#toShow = fact.show;
    else if (before?.conversation.id === after.conversation.id) this.#goTo = 'here';
    else this.#goTo = 'end';
  }

  /** Call before every drawing: what is in sight there stays there. */
  beforeDraw(): void {
    if (this.#goTo === 'here') this.#goTo = this.anchor();
  }

  /**
   * Scrolls to where the next position is, or leaves the reader alone. `rewrapped`: lines break differently than before;
   * a new width is noticed by itself.
   */
  afterDraw(container: HTMLElement, rewrapped: boolean): void {
    if (rewrapped) this.#stick?.rewrapped();
    this.#attach(container);
    const stick = this.#stick;
    const goTo = this.#goTo;
    const toShow = this.#toShow;
    if (stick === undefined) return;
    stick.setHasEnd((this.#port.state()?.later ?? 0) === 0);
    this.#goTo = undefined;
    this.#toShow = undefined;
    if (this.#came) this.#asked = false;
    this.#came = false;
    if (toShow !== undefined) this.#show(toShow, container);
    else if (goTo === 'end') stick.jump();
    else if (goTo !== undefined && goTo !== 'here') stick.restore(goTo);
    else stick.settle();
    this.#prefetch.onDrawn();
  }

  /** Also where nothing lies below yet: what was just said will. */
  #onSaid(): void {
    if (this.#newBelow || this.#stick === undefined || this.#stick.follows) return;
    this.#newBelow = true;
    this.#port.atEnd(this.#stick.atEnd, true);
  }

  #show(turnId: TurnId, container: HTMLElement): void {
    const id = CSS.escape(`${turnId}/question`);
    const article = container.querySelector<HTMLElement>(`[data-article="${id}"]`);
    if (article === null) {
      // It left the branch meanwhile; the host has sent the end instead.
      this.#stick?.jump();
      return;
    }
    this.#stick?.leave();
    if (this.#port.takes(turnId)) return;
    article.scrollIntoView({ block: 'start' });
    article.focus({ preventScroll: true });
    mark(article);
  }

  #attach(container: HTMLElement): void {
    const scroller = container.querySelector<HTMLElement>('.ds-transcript');
    if (scroller === null || scroller === this.#scroller) return;
    this.#scroller = scroller;
    const stick = new StickToEnd(scroller, () => {
      if (stick.atEnd) this.#newBelow = false;
      this.#port.atEnd(stick.atEnd, this.#newBelow);
    });
    this.#stick = stick;
    scroller.addEventListener('scroll', () => this.#onScroll(scroller), { passive: true });
  }

  /** Loads what comes next in the direction of reading before its end is reached. */
  #onScroll({ scrollTop, scrollHeight, clientHeight }: HTMLElement): void {
    const upwards = scrollTop < this.#lastTop;
    const downwards = scrollTop > this.#lastTop;
    this.#lastTop = scrollTop;
    this.#port.moved();
    const state = this.#port.state();
    if (state === null || this.#stick?.atEnd === true) return;
    const near = screensAhead * clientHeight;
    if (upwards && state.earlier > 0 && scrollTop < near) this.loadEarlier();
    const below = scrollHeight - clientHeight - scrollTop;
    if (downwards && state.later > 0 && below < near) this.loadLater();
  }

  #branch() {
    const state = this.#port.state();
    return state === null ? [] : activeBranch(state.conversation);
  }
}

function saysSomething({ type }: ConversationEvent): boolean {
  return type === 'partAppended' || type === 'turnStarted' || type === 'turnEnded';
}

/** Frames an article for a moment; see `data-shown` in the styles. */
export function mark(article: HTMLElement): void {
  article.dataset.shown = '';
  setTimeout(() => delete article.dataset.shown, markFor);
}
