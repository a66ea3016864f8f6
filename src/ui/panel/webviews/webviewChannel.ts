/** The host's end of `postMessage`: revisions down, validated intents up. Posts are never awaited. */

import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { ConversationEvent } from '../../../conversation/events/events.ts';
import type { TurnId } from '../../../conversation/model.ts';
import { DisposableStore, type Disposable } from '../../../platform/disposable.ts';
import { isIntent } from '../../../protocol/isIntent.ts';
import { protocolVersion, type FactBody, type IntentOf } from '../../../protocol/messages.ts';
import type { ChannelHost, PagePort } from './channelTypes.ts';
import { ChatFind } from '../findInChat.ts';
import { FrameBatcher } from './frameBatcher.ts';
import type { IntentHandlers } from '../intents/intentHandlers.ts';
import { ReceiptsController } from '../../usage/receiptsController.ts';
import { TranscriptWindow } from './transcriptWindow.ts';

type ChannelIntentType =
  | 'ready'
  | 'resync'
  | 'reportError'
  | keyof TranscriptWindow['intents']
  | keyof ChatFind['intents'];

/** Feeds one page with one conversation. */
export class WebviewChannel implements Disposable {
  readonly #port: PagePort;
  readonly #host: ChannelHost;
  readonly #batcher: FrameBatcher;
  readonly #watching = new DisposableStore();
  #sessionWatch: DisposableStore | undefined;
  #session: ChatSession;
  #revision = 0;
  /** Whether the page has said `ready`; before, and while hidden, nothing is posted. */
  #listening = false;
  #reloads = 0;
  #wantsFocus: 'focusComposer' | 'focusFind' | 'showHistory' | undefined;
  readonly #place: TranscriptWindow;
  readonly #find: ChatFind;
  readonly #receipts: ReceiptsController;
  /** A turn to bring into sight when the page is there. */
  #wantsShown: TurnId | undefined;

  /** The handlers of the channel itself. */
  readonly intents: IntentHandlers<ChannelIntentType>;

  constructor(port: PagePort, session: ChatSession, host: ChannelHost) {
    this.#port = port;
    this.#host = host;
    this.#session = session;
    this.#batcher = new FrameBatcher(host.clock, (events) => this.#postEvents(events));
    this.#place = new TranscriptWindow({
      conversation: () => this.#session.conversation,
      post: (fact) => this.#postFact(fact),
      snapshot: (show) => this.#postSnapshot(show),
    });
    this.#receipts = new ReceiptsController({
      conversation: () => this.#session.conversation,
      source: host.receipts,
      post: (fact) => this.#postFact(fact),
    });
    this.#find = new ChatFind({
      clock: host.clock,
      conversation: () => this.#session.conversation,
      post: (fact) => this.#postFact(fact),
    });
    this.intents = {
      ...this.#place.intents,
      ...this.#find.intents,
      ready: (intent) => this.#onReady(intent),
      resync: () => this.#postSnapshot(),
      reportError: ({ message }) => host.logger.error(`The page failed: ${message}`),
    };
    this.#watch();
  }

  /** The conversation that the page shows. */
  get current(): ChatSession {
    return this.#session;
  }

  /** Shows another conversation, at its end or at one of its turns. */
  show(session: ChatSession, turnId?: TurnId): void {
    const other = session !== this.#session;
    this.#session = session;
    if (other) {
      this.#watch();
      this.#find.close();
    }
    if (turnId !== undefined) this.showTurn(turnId);
    else if (other) {
      this.#place.moveTo(undefined);
      this.#wantsShown = undefined;
      this.#postSnapshot();
    }
  }

  /** Brings a turn of the branch into sight, now or as soon as the page is there. */
  showTurn(turnId: TurnId): void {
    this.#wantsShown = this.#listening ? undefined : turnId;
    this.#place.show(turnId);
  }

  /** The page was hidden and is gone, or is back and will say `ready`. */
  suspend(): void {
    this.#listening = false;
    this.#batcher.clear();
    this.#find.close();
  }

  /** Something besides the conversation changed. */
  updatePanel(): void {
    // What a page does not see need not be put together.
    if (!this.#listening) return;
    this.#postFact({ type: 'panel', panel: this.#host.panel(this.#session) });
    this.#receipts.onPrices();
  }

  /** The draft changed; its text is posted only when somebody else wrote it. */
  updateDraft(textToo: boolean): void {
    const { text, context } = this.#host.draft(this.#session);
    this.#postFact({ type: 'draft', context, ...(textToo ? { text } : {}) });
  }

  /** Puts the caret into the composer, now or as soon as the page is there. */
  focusComposer(): void {
    this.#focus('focusComposer');
  }

  /** Opens the bar of "Find in Chat", now or as soon as the page is there. */
  focusFind(): void {
    this.#focus('focusFind');
  }

  /** Posts the most recent prompts. */
  postPrompts(prompts: readonly string[]): void {
    this.#postFact({ type: 'prompts', prompts });
  }

  /** Opens the list of chats, now or as soon as the page is there. */
  showHistory(): void {
    this.#focus('showHistory');
  }

  /** Posts a fact about something besides the conversation; a hidden page gets none. */
  post(fact: Extract<FactBody, { type: 'history' | 'estimates' }>): void {
    this.#postFact(fact);
  }

  /** Takes a message from the page; what is no intent is dropped. Never throws. */
  receive(message: unknown): void {
    if (!isIntent(message)) {
      this.#host.logger.warn('A message that is no intent came from the page and was dropped.');
      return;
    }
    this.#attempt(message.type, () => this.#host.handle(message));
  }

  /** The window lies around this turn from the next snapshot on, or at the end. */
  moveTo(turnId: TurnId | undefined): void {
    this.#place.moveTo(turnId);
  }

  dispose(): void {
    this.suspend();
    this.#sessionWatch?.dispose();
    this.#watching.dispose();
  }

  /** What fails here, now or later, concerns this page alone. */
  #attempt(what: string, work: () => unknown): void {
    const report = (error: unknown) =>
      this.#host.logger.error(`What was wanted on a page failed (${what}): ${String(error)}`);
    try {
      const result = work();
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }

  #focus(type: 'focusComposer' | 'focusFind' | 'showHistory'): void {
    this.#wantsFocus = this.#listening ? undefined : type;
    this.#postFact({ type });
  }

  #watch(): void {
    this.#sessionWatch?.dispose();
    const watch = new DisposableStore();
    watch.add(
      this.#session.onTurnStarting.on(({ turnId, askedBy }) => {
        if (askedBy === this.#host.asker) this.#place.followTurn(turnId);
      }),
    );
    watch.add(this.#session.onEvents.on((events) => this.#onEvents(events)));
    watch.add(this.#session.onReplaced.on(() => this.#postSnapshot()));
    for (const change of [this.#session.onActivity, this.#session.queue.onHeld]) {
      watch.add(change.on(() => this.updatePanel()));
    }
    this.#sessionWatch = watch;
  }

  #onReady({ protocol, build, at }: IntentOf<'ready'>): void {
    if (protocol !== protocolVersion || build !== this.#host.build) {
      this.#reloads += 1;
      this.#host.logger.warn('The page is of another build and is loaded anew.');
      if (this.#reloads <= 2) this.#port.reload();
      return;
    }
    this.#listening = true;
    this.#place.moveTo(this.#wantsShown ?? at);
    this.#postSnapshot(this.#wantsShown);
    this.#wantsShown = undefined;
    if (this.#wantsFocus !== undefined) this.#focus(this.#wantsFocus);
    this.#host.onReady?.();
  }

  #onEvents(events: readonly ConversationEvent[]): void {
    if (!this.#listening) return;
    const follow = this.#place.follow(events);
    if (follow === 'fold') this.#batcher.push(events);
    else this.#postSnapshot(follow === 'goToLatest' ? null : undefined);
    this.#find.onEvents();
    this.#receipts.onEvents(events);
    // What the next message will use follows from the conversation's own choices.
    if (events.some((event) => event.type === 'settingsChanged')) this.updatePanel();
  }

  #postSnapshot(show?: TurnId | null): void {
    this.#batcher.clear();
    this.#revision = 0;
    const { text, context } = this.#host.draft(this.#session);
    this.#postFact({
      type: 'snapshot',
      window: this.#place.window(),
      panel: this.#host.panel(this.#session),
      draft: text,
      context,
      ...(show === undefined ? {} : { show }),
    });
  }

  #postEvents(events: readonly ConversationEvent[]): void {
    this.#postFact({ type: 'events', events });
  }

  #postFact(fact: FactBody): void {
    if (!this.#listening) return;
    // A fact about the state after some events must not overtake them.
    if (fact.type !== 'events' && fact.type !== 'snapshot') this.#batcher.flush();
    this.#revision += 1;
    this.#port.post({ ...fact, revision: this.#revision });
    this.#receipts.onPosted(fact);
  }
}
