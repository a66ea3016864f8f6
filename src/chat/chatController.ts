/** All open conversations and what they share: the rate limiter, the model lists, the request plans. */

import type { ConversationEvent } from '../conversation/events/events.ts';
import type { ConversationId, UserMessage } from '../conversation/model.ts';
import { emptyConversation, reduceAll } from '../conversation/events/reduce.ts';
import { Emitter } from '../platform/emitter.ts';
import { Lazy } from '../platform/lazy.ts';
import { Account } from './usage/account.ts';
import { ChatSession } from './session/chatSession.ts';
import { RateLimiter } from './rateLimiter.ts';
import { IdleSessions } from './session/idleSessions.ts';
import { ModelDirectory } from './request/modelLists.ts';
import { toSystemText } from './request/requestParameters.ts';
import type { ChatPorts } from './ports.ts';
import type { RequestEstimator } from './usage/requestEstimator.ts';
import { RequestPlanner } from './request/requestPlanner.ts';
import { SharedChat } from './session/sharedChat.ts';
import { Summaries } from './generate/summaries.ts';
import type * as requestCode from './requestCode.ts';
import type { ModelTitles } from './generate/chatTitles.ts';
import type { Pricing } from './usage/usageTotals.ts';

/** Imports the code that makes requests. */
export type LoadRequests = () => Promise<typeof requestCode>;

/** What happened, and where. */
export interface SessionEvents {
  readonly session: ChatSession;
  readonly events: readonly ConversationEvent[];
}

/** Makes and opens conversations. */
export class ChatController {
  readonly models: ModelDirectory;
  readonly planner: RequestPlanner;
  readonly account: Account;
  readonly estimator: Lazy<RequestEstimator>;
  readonly summaries: Summaries;
  /** A turn began, ended, or waits for something else. */
  readonly onActivity = new Emitter<void>();
  /** A message was not added to a chat because another window has it. */
  readonly onMessageReturned = new Emitter<{
    readonly id: ConversationId;
    readonly user: UserMessage;
  }>();

  /** Something happened in an open conversation. */
  readonly onEvents = new Emitter<SessionEvents>();
  /** A conversation that nobody uses is closed; from now on it is read from its log. */
  readonly onRested = new Emitter<ChatSession>();
  /** A turn has ended, and its request is in the ledger. */
  readonly onTurnEnded = new Emitter<void>();

  readonly #ports: ChatPorts;
  readonly #rateLimiter: RateLimiter;
  readonly #opening = new Map<ConversationId, Promise<ChatSession | undefined>>();
  readonly #titles: Lazy<ModelTitles>;
  readonly #loadRequests: LoadRequests;
  readonly #sessions = new Map<ConversationId, ChatSession>();
  readonly #idle: IdleSessions;
  /** Those that rest, as long as somebody has them who may use them again. */
  readonly #resting = new Map<ConversationId, WeakRef<ChatSession>>();

  /** `loadRequests` imports the code that makes requests. */
  constructor(ports: ChatPorts, loadRequests: LoadRequests) {
    this.#ports = ports;
    this.#loadRequests = loadRequests;
    const { clock, settings, spending } = ports;
    const limit =
      spending &&
      new Lazy(async () => {
        const { SpendLimit } = await loadRequests();
        return new SpendLimit({
          ...spending,
          clock,
          limit: () => settings().spendLimit.perDay,
          pricing: () => this.pricing,
        });
      });
    this.#idle = new IdleSessions(clock, (session) => this.#rest(session));
    this.#rateLimiter = new RateLimiter(
      clock,
      () => settings().requestLimit,
      limit && { enter: async (request) => (await limit.get()).enter(request) },
    );
    this.models = new ModelDirectory(ports.client, this.#rateLimiter);
    this.planner = new RequestPlanner(ports, this.models);
    this.account = new Account(ports, this.planner, this.#rateLimiter);
    this.estimator = new Lazy(async () => {
      const { RequestEstimator } = await loadRequests();
      return new RequestEstimator(ports, this.planner, this.account);
    });
    const summaryMaker = new Lazy(async () => {
      const { SummaryMaker } = await loadRequests();
      return new SummaryMaker(ports, this.#rateLimiter, this.planner, await this.estimator.get());
    });
    this.summaries = new Summaries(ports, summaryMaker);
    this.#titles = new Lazy(async () => {
      const { ModelTitles } = await loadRequests();
      return new ModelTitles(ports, this.#rateLimiter, this.planner);
    });
  }

  /** A new conversation, or the one of this id that nothing was said in yet; nothing is stored before that. */
  create(id: ConversationId = this.#ports.ids.next()): ChatSession {
    const open = this.#sessions.get(id);
    if (open !== undefined) return open;
    this.#retire(id);
    const workspace = this.#ports.workspace?.();
    const conversation = {
      ...emptyConversation,
      id,
      createdAt: this.#ports.clock.now(),
      systemPrompt: toSystemText(this.#ports.settings(), {}),
      ...(workspace === undefined ? {} : { workspace }),
    };
    return this.#keep(
      new ChatSession(
        conversation,
        { stored: false, readOnly: false, share: new SharedChat(id, this.#ports) },
        this.#ports,
        this.#rateLimiter,
        this.planner,
        this.#loadRequests,
      ),
    );
  }

  /** A conversation that begins with these events, such as a copy; resolves when they are on the disk. */
  async createFrom(events: readonly ConversationEvent[]): Promise<ChatSession> {
    const conversation = reduceAll(emptyConversation, events);
    const share = new SharedChat(conversation.id, this.#ports);
    await share.claim();
    await this.#ports.store.appendSynced(conversation.id, events);
    return this.#keep(
      new ChatSession(
        conversation,
        { stored: true, readOnly: false, share },
        this.#ports,
        this.#rateLimiter,
        this.planner,
        this.#loadRequests,
      ),
    );
  }

  /** An earlier conversation, its cut-off turn marked as interrupted; `undefined` when there is none. */
  async open(id: ConversationId): Promise<ChatSession | undefined> {
    const open = this.#sessions.get(id);
    if (open !== undefined) {
      this.#idle.touch(open);
      return open;
    }
    const opening = this.#opening.get(id) ?? this.#openStored(id);
    this.#opening.set(id, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(id);
    }
  }

  async #openStored(id: ConversationId): Promise<ChatSession | undefined> {
    this.#retire(id);
    const share = new SharedChat(id, this.#ports);
    const { store, sharing } = this.#ports;
    const stored = await (sharing === undefined ? store.read(id) : share.open());
    if (stored === undefined) return undefined;
    const session = this.#keep(
      new ChatSession(
        stored.conversation,
        { stored: true, readOnly: stored.readOnly, share },
        this.#ports,
        this.#rateLimiter,
        this.planner,
        this.#loadRequests,
      ),
    );
    if (!share.openInOtherWindow) session.endInterrupted();
    return session;
  }

  /** The prices that hold for the user: the account's currency, and what they set themselves. */
  get pricing(): Pricing {
    return { currency: this.account.currency, overrides: this.#ports.settings().prices };
  }

  /** Whether any turn is in progress. */
  get busy(): boolean {
    return [...this.#sessions.values()].some((session) => session.activity !== null);
  }

  /** Every open conversation that has, or is about to have, a log. */
  get stored(): readonly ChatSession[] {
    return [...this.#sessions.values()].filter((session) => session.isStored);
  }

  /** A conversation that is open, if this one is. */
  find(id: ConversationId): ChatSession | undefined {
    return this.#sessions.get(id);
  }

  /** Stops and closes one conversation; resolves when everything is stored. */
  async release(id: ConversationId): Promise<void> {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    this.#retire(id);
    if (session !== undefined) this.#idle.forget(session);
    await session?.close();
  }

  /** Stops every turn in progress. */
  stopAll(): void {
    for (const session of this.#sessions.values()) session.stop();
  }

  /** Stops all turns and closes all conversations; their logs stay. */
  async closeAll(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    this.#idle.clear();
    for (const id of [...this.#resting.keys()]) this.#retire(id);
    this.#titles.value?.stop();
    this.summaries.stop();
    await Promise.all(sessions.map((session) => session.close()));
  }

  #keep(session: ChatSession): ChatSession {
    this.#sessions.set(session.conversation.id, session);
    this.#idle.touch(session);
    session.onUsers.on(() => this.#use(session));
    session.onActivity.on(() => {
      this.#use(session);
      this.onActivity.fire();
      if (session.activity === null) this.onTurnEnded.fire();
    });
    session.onEvents.on((events) => {
      if (events.some(({ type }) => type === 'turnEnded')) this.#considerTitle(session);
      this.#use(session);
      this.onEvents.fire({ session, events });
    });
    const { id } = session.conversation;
    session.onMessageReturned.on((user) => this.onMessageReturned.fire({ id, user }));
    return session;
  }

  /** Something happened in it: one that rests is open again. */
  #use(session: ChatSession): void {
    const { id } = session.conversation;
    if (this.#resting.get(id)?.deref() === session) {
      this.#resting.delete(id);
      this.#sessions.set(id, session);
      session.share.wake();
    }
    if (this.#sessions.get(id) === session) this.#idle.touch(session);
  }

  /** Closes a conversation that nobody uses; `false` if it has to stay open. */
  async #rest(session: ChatSession): Promise<boolean> {
    const { id } = session.conversation;
    if (this.#ports.sharing?.leave === undefined) return true;
    if (!(await session.share.rest())) return false;
    if (this.#sessions.get(id) !== session) return true;
    if (!session.canRest) {
      session.share.wake();
      return true;
    }
    this.#sessions.delete(id);
    this.#resting.set(id, new WeakRef(session));
    this.onRested.fire(session);
    return true;
  }

  /** Nobody may go on with what rested, since it is opened again or deleted. */
  #retire(id: ConversationId): void {
    this.#resting.get(id)?.deref()?.share.retire();
    this.#resting.delete(id);
  }

  #considerTitle(session: ChatSession): void {
    if (this.#ports.settings().titles !== 'model') return;
    this.#titles
      .get()
      .then(async (titles) => {
        // It may have been closed meanwhile.
        if (!this.#sessions.has(session.conversation.id)) return;
        const release = session.hold();
        await titles.consider(session).finally(release);
      })
      .catch((error: unknown) => this.#ports.logger.error(`A title failed: ${String(error)}`));
  }
}
