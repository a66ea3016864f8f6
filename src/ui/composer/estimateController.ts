/** Posts the estimate of the next request to one page whenever it changes; never while an answer streams. */

import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { DraftQuestion } from '../../chat/usage/nextRequestMessages.ts';
import { withoutExcludedContext } from '../../conversation/question.ts';
import type { RequestEstimator } from '../../chat/usage/requestEstimator.ts';
import type { ErrorAction } from '../../conversation/errors.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import type { Emitter } from '../../platform/emitter.ts';
import { DisposableStore, type Disposable } from '../../platform/disposable.ts';
import type { Clock } from '../../platform/ports.ts';
import type { Estimates, EstimateView } from '../../protocol/estimate.ts';
import type { IntentOf } from '../../protocol/intents.ts';
import type { FactBody } from '../../protocol/messages.ts';
import { toEstimateView, type Texts } from './estimateText.ts';
import type { Draft, DraftChange } from './drafts.ts';
import { sendSuggestions, type OfferSources } from './sendSuggestions.ts';

/** What the estimates of all pages share. */
export interface EstimateServices {
  readonly estimator: RequestEstimator;
  readonly drafts: { of(id: ConversationId): Draft; readonly onChange: Emitter<DraftChange> };
  readonly clock: Clock;
  readonly texts: Texts;
  readonly offers: OfferSources;
}

/** The page that estimates are shown on. */
export interface EstimatePage {
  readonly session: ChatSession;
  /** Another conversation is shown. */
  readonly onShow: Emitter<void>;
  readonly post: (fact: Extract<FactBody, { type: 'estimates' }>) => void;
}

/** Debounce delay in milliseconds: several changes in a row are posted once. */
const settleMs = 50;
/** So much text is measured in one go, in UTF-16 code units; about ten milliseconds. */
const slice = 500_000;

/** Events that change the next request. Streamed text does too, but is covered by the end of the turn. */
const changing: ReadonlySet<ConversationEvent['type']> = new Set([
  'turnStarted',
  'turnEnded',
  'turnHidden',
  'turnExcluded',
  'contextExcluded',
  'turnsSummarised',
  'summaryUsed',
  'branchSelected',
  'settingsChanged',
]);

/** Answers one page. */
export class EstimateController implements Disposable {
  readonly #page: EstimatePage;
  readonly #services: EstimateServices;
  readonly #lifetime = new DisposableStore();
  #watching: DisposableStore | undefined;
  /** What the page asked for last; nothing while it is not there. */
  #asked: IntentOf<'estimate'> | undefined;
  /** What was posted last, as JSON. */
  #posted = '';
  #cancelSettling: (() => void) | undefined;

  constructor(page: EstimatePage, services: EstimateServices) {
    this.#page = page;
    this.#services = services;
    this.#lifetime.add(page.onShow.on(() => this.close()));
    this.#lifetime.add(
      services.drafts.onChange.on(({ id }) => {
        if (id === page.session.conversation.id) this.settle();
      }),
    );
  }

  /** Posts an estimate now, and again whenever it changes. */
  ask(intent: IntentOf<'estimate'>): void {
    if (this.#asked === undefined) this.#watch();
    this.#asked = intent;
    this.#posted = '';
    this.#post();
  }

  /** The page is gone or shows something else; it asks again. */
  close(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
    this.#asked = undefined;
    this.#cancelSettling?.();
    this.#cancelSettling = undefined;
  }

  /** Settings, models or prices may be others now. */
  settle(): void {
    if (this.#asked === undefined) return;
    this.#cancelSettling ??= this.#services.clock.after(settleMs, () => {
      this.#cancelSettling = undefined;
      this.#post();
    });
  }

  dispose(): void {
    this.close();
    this.#lifetime.dispose();
  }

  #watch(): void {
    const { session } = this.#page;
    const watching = new DisposableStore();
    watching.add(
      session.onEvents.on((events) => {
        if (events.some(({ type }) => changing.has(type))) this.settle();
      }),
    );
    watching.add(session.onReplaced.on(() => this.settle()));
    this.#watching = watching;
  }

  #post(): void {
    const asked = this.#asked;
    const page = this.#page;
    const services = this.#services;
    if (asked === undefined) return;
    const { estimator } = services;
    const { conversation } = page.session;
    if (estimator.unmeasured(conversation) > slice) {
      estimator.measureSome(conversation, slice);
      this.settle();
      return;
    }
    const { turnId, text = '' } = asked;
    const { text: written, context } = services.drafts.of(conversation.id);
    const said = conversation.activeLeaf !== null || written.trim() !== '' || context.length > 0;
    const turn = turnId === undefined ? undefined : conversation.turns.get(turnId);
    const edit =
      turn && this.#view({ text, context: withoutExcludedContext(turn).context, instead: turn.id });
    const ways = waysOn(conversation, context.length > 0);
    const estimates: Estimates = {
      next: said ? (this.#view({ text: written, context }, ways) ?? null) : null,
      ...(turn === undefined || edit === undefined
        ? {}
        : { edit: { turnId: turn.id, view: edit } }),
    };
    const json = JSON.stringify(estimates);
    if (json === this.#posted) return;
    this.#posted = json;
    page.post({ type: 'estimates', ...estimates });
  }

  #view(draft: DraftQuestion, ways: readonly ErrorAction[] = []): EstimateView | undefined {
    const { estimator, texts, offers } = this.#services;
    const { conversation } = this.#page.session;
    const estimate = estimator.estimate(conversation, draft);
    if (estimate === undefined) return undefined;
    return {
      ...toEstimateView(estimate, texts, ways),
      ...sendSuggestions(conversation, draft, estimate, offers),
    };
  }
}

/** What can be done where there is too little room, the gentlest first. */
function waysOn({ activeLeaf }: Conversation, hasAttachments: boolean): readonly ErrorAction[] {
  return [
    ...(activeLeaf === null ? [] : (['summarise', 'summariseToNew'] as const)),
    ...(hasAttachments ? (['dropAttachments'] as const) : []),
  ];
}
