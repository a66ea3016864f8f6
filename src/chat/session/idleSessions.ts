/** Finds open chats that nobody uses, so that their leases can be released. */

import type { Clock } from '../../platform/ports.ts';
import type { ChatSession } from './chatSession.ts';

/** How long a chat that nobody uses stays open, in milliseconds. */
export const idleMs = 5_000;
/** How long one that another window writes is followed though nobody looks at it, in milliseconds. */
const idleElsewhereMs = 60_000;
/** More chats than this are not kept open for their time, such as those of a large import. */
export const maxIdle = 8;

/** Counts down for each chat that can rest. */
export class IdleSessions {
  readonly #clock: Clock;
  readonly #rest: (session: ChatSession) => Promise<boolean>;
  /** Those that can rest, the one that was used last at the end. */
  readonly #timers = new Map<ChatSession, () => void>();

  /** `rest` gives a chat up, and resolves to `false` where that is not possible now. */
  constructor(clock: Clock, rest: (session: ChatSession) => Promise<boolean>) {
    this.#clock = clock;
    this.#rest = rest;
  }

  /** Something happened in this chat, or its users changed. */
  touch(session: ChatSession): void {
    this.forget(session);
    if (!session.canRest) return;
    this.#schedule(session);
    const [oldest] = this.#timers.keys();
    if (this.#timers.size > maxIdle && oldest !== undefined) void this.#try(oldest);
  }

  /** It is closed, or given up. */
  forget(session: ChatSession): void {
    this.#timers.get(session)?.();
    this.#timers.delete(session);
  }

  /** All are closed. */
  clear(): void {
    for (const session of [...this.#timers.keys()]) this.forget(session);
  }

  #schedule(session: ChatSession): void {
    const ms = session.elsewhere ? idleElsewhereMs : idleMs;
    this.#timers.set(
      session,
      this.#clock.after(ms, () => void this.#try(session)),
    );
  }

  async #try(session: ChatSession): Promise<void> {
    this.forget(session);
    if (!session.canRest || (await this.#rest(session))) return;
    // Something waits to be written; it may be used again meanwhile.
    if (session.canRest && !this.#timers.has(session)) this.#schedule(session);
  }
}
