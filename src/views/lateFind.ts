/** Stands for finding in a chat until it is loaded, which the first query of any page asks for. */

import type { LatePart } from '../platform/latePart.ts';
import type { Intent } from '../protocol/messages.ts';
import type { ChatFind, FindPort } from './chatFind.ts';

/** Makes finding for one page. */
export type FindMaker = LatePart<(port: FindPort) => ChatFind>;

/** Finding for one page. */
export class LateFind {
  readonly #port: FindPort;
  readonly #maker: FindMaker;
  #made: ChatFind | undefined;
  /** How often all queries were forgotten. */
  #stops = 0;

  constructor(port: FindPort, maker: FindMaker) {
    this.#port = port;
    this.#maker = maker;
  }

  /** Carries out an intent that is about finding, now or as soon as that is loaded; `false` when it is about something else. */
  handle(intent: Intent): boolean {
    if (intent.type !== 'find' && intent.type !== 'endFind') return false;
    const stops = this.#stops;
    this.#maker.use((make) => {
      // The page that asked is gone by now, or shows another chat.
      if (stops !== this.#stops) return;
      this.#made ??= make(this.#port);
      this.#made.handle(intent);
    });
    return true;
  }

  /** The conversation went on. */
  onEvents(): void {
    this.#made?.onEvents();
  }

  /** Forgets the query, also one that waits for the loading. */
  stop(): void {
    this.#stops += 1;
    this.#made?.stop();
  }
}
