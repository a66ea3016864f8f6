/** Makes summaries of the beginning of a chat on request, one API call each, rate-limited and in the ledger. */

import type { TurnId } from '../../conversation/model.ts';
import type { NewSummary } from '../../conversation/turnSummary.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { Lazy } from '../../platform/lazy.ts';
import type { ChatSession } from '../session/chatSession.ts';
import type { ChatPorts } from '../ports.ts';
import type { SummaryFailure } from './summaryFailure.ts';
import type { SummaryMaker, SummaryOptions } from './summaryMaker.ts';

/** The state of a chat's last requested summary. */
export type SummaryState =
  | { readonly kind: 'running'; readonly turns: number }
  | { readonly kind: 'failed'; readonly why: SummaryFailure };

/** Makes summaries, one at a time for each chat. */
export class Summaries {
  /** The state of a chat's summary changed. */
  readonly onChange = new Emitter<ChatSession>();

  readonly #ports: Pick<ChatPorts, 'logger'>;
  readonly #maker: Lazy<SummaryMaker>;
  readonly #states = new WeakMap<ChatSession, SummaryState>();
  readonly #running = new Map<ChatSession, AbortController>();

  constructor(ports: Pick<ChatPorts, 'logger'>, maker: Lazy<SummaryMaker>) {
    this.#ports = ports;
    this.#maker = maker;
  }

  /** The current state; undefined if none was requested or it was made. */
  of(session: ChatSession): SummaryState | undefined {
    return this.#states.get(session);
  }

  /**
   * Requests a summary of the turns up to this one, or of as many as possible, and puts it in use. A failure changes
   * nothing.
   */
  async summarise(session: ChatSession, upTo?: TurnId): Promise<void> {
    const made = await this.#make(session, upTo === undefined ? 'earlier' : { upTo });
    if (made !== undefined) session.useSummaryOf(made);
  }

  /** Asks for a summary of the whole branch, which stays as it is. */
  wholeBranch(session: ChatSession): Promise<NewSummary | undefined> {
    return this.#make(session, 'all');
  }

  /** Cancels the running summary, or dismisses a reported failure. */
  cancel(session: ChatSession): void {
    this.#running.get(session)?.abort();
    this.#setState(session, undefined);
  }

  /** Gives up everything that is under way. */
  stop(): void {
    for (const aborting of this.#running.values()) aborting.abort();
  }

  async #make(session: ChatSession, wish: SummaryOptions): Promise<NewSummary | undefined> {
    if (this.#running.has(session) || session.readOnly || session.elsewhere) return undefined;
    const { conversation } = session;
    const aborting = new AbortController();
    const { signal } = aborting;
    this.#running.set(session, aborting);
    const release = session.hold();
    try {
      const onAsk = (turns: number) => this.#setState(session, { kind: 'running', turns });
      const maker = await this.#maker.get();
      if (signal.aborted) return undefined;
      const found = await maker.make(conversation, wish, { signal, onAsk });
      if (signal.aborted) return undefined;
      if ('kind' in found && found.kind !== 'declined') return this.#fail(session, found);
      this.#setState(session, undefined);
      if ('kind' in found) return undefined;
      return found;
    } catch (error) {
      this.#ports.logger.error(`A summary failed by our own fault: ${String(error)}`);
      return this.#fail(session, {
        kind: 'request',
        error: { kind: 'unknown', message: String(error) },
      });
    } finally {
      this.#running.delete(session);
      release();
    }
  }

  #fail(session: ChatSession, why: SummaryFailure): undefined {
    this.#setState(session, { kind: 'failed', why });
  }

  #setState(session: ChatSession, state: SummaryState | undefined): void {
    if (state === undefined) this.#states.delete(session);
    else this.#states.set(session, state);
    this.onChange.fire(session);
  }
}
