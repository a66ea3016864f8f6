/** All open conversations and what they share: the gate, the models, the plans. */

import type { ConversationEvent } from '../conversation/events.ts';
import type { ConversationId } from '../conversation/model.ts';
import { emptyConversation } from '../conversation/reduce.ts';
import { Emitter } from '../platform/emitter.ts';
import { ChatSession } from './chatSession.ts';
import { Gate } from './gate.ts';
import { ModelDirectory } from './modelDirectory.ts';
import type { ChatPorts } from './ports.ts';
import { RequestPlanner } from './requestPlan.ts';
import { ModelTitles } from './titles.ts';

/** What happened, and where. */
export interface SessionEvents {
  readonly session: ChatSession;
  readonly events: readonly ConversationEvent[];
}

/** Makes and opens conversations. */
export class ChatController {
  readonly models: ModelDirectory;
  readonly planner: RequestPlanner;
  /** A turn began, ended, or waits for something else. */
  readonly onActivity = new Emitter<void>();

  /** Something happened in an open conversation. */
  readonly onEvents = new Emitter<SessionEvents>();

  private readonly ports: ChatPorts;
  private readonly gate: Gate;
  private readonly titles: ModelTitles;
  private readonly sessions = new Map<ConversationId, ChatSession>();

  constructor(ports: ChatPorts) {
    this.ports = ports;
    this.gate = new Gate(ports.clock, () => ports.settings().requestLimit);
    this.models = new ModelDirectory(ports.client, this.gate);
    this.planner = new RequestPlanner(ports, this.models);
    this.titles = new ModelTitles(ports, this.gate, this.planner);
  }

  /** A new conversation, or the one of this id that nothing was said in yet; nothing is stored before that. */
  create(id: ConversationId = this.ports.ids.next()): ChatSession {
    const open = this.sessions.get(id);
    if (open !== undefined) return open;
    const workspace = this.ports.workspace?.();
    const conversation = {
      ...emptyConversation,
      id,
      createdAt: this.ports.clock.now(),
      systemPrompt: this.ports.settings().systemPrompt,
      ...(workspace === undefined ? {} : { workspace }),
    };
    return this.keep(
      new ChatSession(
        conversation,
        { stored: false, readOnly: false },
        this.ports,
        this.gate,
        this.planner,
      ),
    );
  }

  /** An earlier conversation, its cut-off turn marked as interrupted; `undefined` when there is none. */
  async open(id: ConversationId): Promise<ChatSession | undefined> {
    const open = this.sessions.get(id);
    if (open !== undefined) return open;
    const stored = await this.ports.store.read(id);
    if (stored === undefined) return undefined;
    const again = this.sessions.get(id);
    if (again !== undefined) return again;
    const session = this.keep(
      new ChatSession(
        stored.conversation,
        { stored: true, readOnly: stored.readOnly },
        this.ports,
        this.gate,
        this.planner,
      ),
    );
    session.endInterrupted();
    return session;
  }

  /** Whether any turn is in progress. */
  get busy(): boolean {
    return [...this.sessions.values()].some((session) => session.activity !== null);
  }

  /** Every open conversation that has, or is about to have, a log. */
  get stored(): readonly ChatSession[] {
    return [...this.sessions.values()].filter((session) => session.isStored);
  }

  /** A conversation that is open, if this one is. */
  find(id: ConversationId): ChatSession | undefined {
    return this.sessions.get(id);
  }

  /** Stops and lets go of one conversation; resolves when nothing more is to be stored of it. */
  async release(id: ConversationId): Promise<void> {
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    await session?.close();
  }

  /** Stops every turn in progress. */
  stopAll(): void {
    for (const session of this.sessions.values()) session.stop();
  }

  /** Lets go of all conversations, their turns ended; their logs stay. */
  async closeAll(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    this.titles.stop();
    await Promise.all(sessions.map((session) => session.close()));
  }

  private keep(session: ChatSession): ChatSession {
    this.sessions.set(session.conversation.id, session);
    session.onActivity.on(() => this.onActivity.fire());
    session.onEvents.on((events) => {
      if (events.some(({ type }) => type === 'turnEnded')) void this.titles.consider(session);
      this.onEvents.fire({ session, events });
    });
    return session;
  }
}
