/** Folds events into a conversation; the cost of an event does not depend on earlier events. */

import { openingParts } from '../continuation.ts';
import type { ConversationEvent } from './events.ts';
import { logLimits } from '../limits.ts';
import type { Conversation, PartId, Turn, TurnId } from '../model.ts';
import { QueueBuilder, queueOf } from '../queue.ts';
import { TurnBuilder } from './turnBuilder.ts';

type Event<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

/** Folds events in order. `build` returns the same conversation if nothing changed. Never throws. */
export class ConversationFold {
  /** The conversation, except for what the fields below hold. */
  #state: Conversation;
  /** Ended turns without pending changes. Copied once per fold, because intermediate states are never observed. */
  #turns: Conversation['turns'];
  #ownTurns: Map<TurnId, Turn> | undefined;
  readonly #marked = new Map<TurnId, TurnBuilder>();
  #open: TurnBuilder | null;
  #leftLeaves: Set<TurnId> | undefined;
  #queue: QueueBuilder | undefined;

  constructor(state: Conversation) {
    this.#state = state;
    this.#turns = state.turns;
    this.#open = state.openTurn === null ? null : new TurnBuilder(state.openTurn);
  }

  /** How many turns there are. */
  get turnCount(): number {
    return this.#turns.size + (this.#open === null ? 0 : 1);
  }

  /** The turn in progress. */
  get openTurnId(): TurnId | undefined {
    return this.#open?.id;
  }

  /** Number of parts of the turn in progress; 0 for any other turn. */
  partCount(turnId: TurnId): number {
    return this.#open?.id === turnId ? this.#open.partCount : 0;
  }

  /** Text length of a part of the turn in progress; undefined for any other turn. */
  textLength(turnId: TurnId, partId: PartId): number | undefined {
    return this.#open?.id === turnId ? this.#open.lengthOf(partId) : undefined;
  }

  /** Length of the text that the turn in progress started with; 0 for any other turn. */
  openingLength(turnId: TurnId): number {
    return this.#open?.id === turnId ? this.#open.openingLength : 0;
  }

  /** Returns the current conversation. Do not fold further events afterwards. */
  build(): Conversation {
    for (const [id, builder] of this.#marked) {
      const turn = builder.build();
      if (turn !== this.#turns.get(id)) this.#put(turn);
    }
    const { turns: oldTurns, openTurn: oldOpen } = this.#state;
    const openTurn = this.#open === null ? null : this.#open.build();
    let next = this.#state;
    if (this.#turns !== oldTurns || openTurn !== oldOpen) {
      next = { ...next, turns: this.#turns, openTurn };
    }
    if (this.#leftLeaves !== undefined) next = { ...next, leftLeaves: [...this.#leftLeaves] };
    if (this.#queue !== undefined) {
      const queue = this.#queue.build();
      const changed: { -readonly [Key in keyof Conversation]: Conversation[Key] } = { ...next };
      if (queue.length === 0) delete changed.queue;
      else changed.queue = queue;
      next = changed;
    }
    return next;
  }

  /** Folds an event; an event that is invalid in the current state is ignored. */
  add(event: ConversationEvent): void {
    switch (event.type) {
      case 'conversationCreated':
        this.#create(event);
        break;
      case 'turnStarted':
        this.#startTurn(event);
        break;
      case 'turnEnded':
        this.#endTurn(event);
        break;
      case 'requestSent':
      case 'responseStarted':
      case 'partAppended':
      case 'toolCallRequested':
      case 'toolCallResolved':
      case 'logprobsReported':
      case 'usageReported':
        // Applies only to the turn in progress: late deltas for an ended turn are dropped.
        if (this.#open?.id === event.turnId) this.#open.addToAnswer(event);
        break;
      case 'turnHidden':
      case 'turnExcluded':
      case 'contextExcluded':
      case 'turnsSummarised':
      case 'summaryUsed':
        // User changes to an ended turn that leave its content alone.
        this.#toMark(event.turnId)?.mark(event);
        break;
      case 'messageQueued':
        this.#queueMessage(event);
        break;
      case 'messageUnqueued':
        this.#unqueue(event.messageId);
        break;
      case 'queueOrdered':
        if (this.#hasQueue()) this.#ownQueue().order(event.messageIds);
        break;
      case 'branchSelected':
        if (event.leaf === null || this.#knows(event.leaf)) this.#moveTo(event.leaf, event.leaf);
        break;
      case 'titled':
        if (this.#state.titledBy === 'person' && event.by !== 'person') break;
        this.#state = { ...this.#state, title: event.title, titledBy: event.by };
        break;
      case 'pinned':
        this.#state = { ...this.#state, pinned: event.pinned };
        break;
      case 'settingsChanged':
        this.#state = { ...this.#state, settings: event.settings };
        break;
      default:
        // Ignores event types of newer versions.
        event satisfies never;
    }
  }

  #create({ id, at, systemPrompt, workspace }: Event<'conversationCreated'>): void {
    const state = this.#state;
    if (state.id === '') {
      this.#state = {
        ...state,
        id,
        createdAt: at,
        systemPrompt,
        ...(workspace === undefined ? {} : { workspace }),
      };
    } else if (state.id === id && this.turnCount === 0) {
      // The chat was created before its first message; its system prompt is frozen only now.
      this.#state = { ...state, systemPrompt };
    }
  }

  #startTurn(event: Event<'turnStarted'>): void {
    if (this.#knows(event.turnId)) return;
    if (this.#open !== null) {
      // The turn's end was lost; close it so that later events are kept.
      this.#open.end({ at: event.at, status: 'interrupted' });
      this.#put(this.#open.build());
    }
    this.#open = new TurnBuilder({
      id: event.turnId,
      parentId: event.parentId,
      startedAt: event.at,
      user: event.user,
      ...(event.settings === undefined ? {} : { settings: event.settings }),
      ...(event.continues === undefined ? {} : { continues: event.continues }),
      ...(event.starter === undefined ? {} : { starter: event.starter }),
      ...(event.withoutTools === true ? { withoutTools: true } : {}),
      parts: openingParts(event, this.#continuedBy(event)),
      status: 'inProgress',
    });
    this.#moveTo(event.turnId, event.parentId);
    this.#unqueue(event.turnId);
  }

  /** The continued turn; undefined once continuations would exceed the limit on copied parts. */
  #continuedBy({ continues }: Event<'turnStarted'>): Turn | undefined {
    const continued = continues === undefined ? undefined : this.#turns.get(continues);
    if (continued === undefined || continued.parts.length === 0) return continued;
    const continuedParts = (this.#state.continuedParts ?? 0) + continued.parts.length;
    if (continuedParts > logLimits.continuedParts) return undefined;
    this.#state = { ...this.#state, continuedParts };
    return continued;
  }

  #endTurn(event: Event<'turnEnded'>): void {
    if (this.#open?.id !== event.turnId) return;
    this.#open.end(event);
    this.#put(this.#open.build());
    this.#open = null;
  }

  #toMark(id: TurnId): TurnBuilder | undefined {
    if (this.#open?.id === id) return this.#open;
    const known = this.#marked.get(id);
    if (known !== undefined) return known;
    const turn = this.#turns.get(id);
    if (turn === undefined) return undefined;
    const builder = new TurnBuilder(turn);
    this.#marked.set(id, builder);
    return builder;
  }

  #queueMessage({ message, before }: Event<'messageQueued'>): void {
    // The message was already sent, and a turn is never asked twice.
    if (!this.#knows(message.id)) this.#ownQueue().put(message, before);
  }

  /** Removes a message that was sent or withdrawn. */
  #unqueue(id: TurnId): void {
    if (this.#hasQueue()) this.#ownQueue().remove(id);
  }

  #hasQueue(): boolean {
    return this.#queue !== undefined || this.#state.queue !== undefined;
  }

  #ownQueue(): QueueBuilder {
    return (this.#queue ??= new QueueBuilder(queueOf(this.#state)));
  }

  /** Activates another leaf, and remembers the previous one unless the new leaf extends it (`from`). */
  #moveTo(leaf: TurnId | null, from: TurnId | null): void {
    const left = this.#state.activeLeaf;
    if (left !== leaf) this.#state = { ...this.#state, activeLeaf: leaf };
    if (left === null || left === from) return;
    const others = (this.#leftLeaves ??= new Set(this.#state.leftLeaves));
    others.delete(left);
    others.add(left);
  }

  #knows(id: TurnId): boolean {
    return this.#open?.id === id || this.#turns.has(id);
  }

  #put(turn: Turn): void {
    this.#ownTurns ??= new Map(this.#turns);
    this.#ownTurns.set(turn.id, turn);
    this.#turns = this.#ownTurns;
  }
}
