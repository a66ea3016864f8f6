/** All open conversations and what they share: the gate, the models, the plans. */

import type { ConversationId } from '../conversation/model.ts';
import { emptyConversation } from '../conversation/reduce.ts';
import { Emitter } from '../platform/emitter.ts';
import { ChatSession } from './chatSession.ts';
import { Gate } from './gate.ts';
import { ModelDirectory } from './modelDirectory.ts';
import { toSystemText } from './parameters.ts';
import type { ChatPorts } from './ports.ts';
import { RequestPlanner } from './requestPlan.ts';

/** Makes and opens conversations. */
export class ChatController {
  readonly models: ModelDirectory;
  readonly planner: RequestPlanner;
  /** A turn began, ended, or waits for something else. */
  readonly onActivity = new Emitter<void>();

  private readonly ports: ChatPorts;
  private readonly gate: Gate;
  private readonly sessions = new Map<ConversationId, ChatSession>();

  constructor(ports: ChatPorts) {
    this.ports = ports;
    this.gate = new Gate(ports.clock, () => ports.settings().requestLimit);
    this.models = new ModelDirectory(ports.client, this.gate);
    this.planner = new RequestPlanner(ports, this.models);
  }

  /** A new conversation, or the one of this id that nothing was said in yet; nothing is stored before that. */
  create(id: ConversationId = this.ports.ids.next()): ChatSession {
    const open = this.sessions.get(id);
    if (open !== undefined) return open;
    const conversation = {
      ...emptyConversation,
      id,
      createdAt: this.ports.clock.now(),
      systemPrompt: toSystemText(this.ports.settings(), {}),
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

  /** Stops every turn in progress. */
  stopAll(): void {
    for (const session of this.sessions.values()) session.stop();
  }

  /** Lets go of all conversations, their turns ended; their logs stay. */
  async closeAll(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }

  private keep(session: ChatSession): ChatSession {
    this.sessions.set(session.conversation.id, session);
    session.onActivity.on(() => this.onActivity.fire());
    return session;
  }
}
