/** A part of a page that is made when the page first asks something of it. */

import type { LatePart } from '../platform/latePart.ts';
import type { Disposable } from '../platform/lifecycle.ts';
import type { Intent } from '../protocol/messages.ts';

/** What such a part does for its page. */
export interface Pane extends Disposable {
  /** Carries out an intent if it is about this. */
  handle(intent: Intent): boolean;
  /** The page is gone; it will ask again. */
  close(): void;
}

/** Makes the part for one page. */
export type PaneMaker<Page, Made extends Pane> = LatePart<(page: Page) => Made>;

/** Stands for the part until it is there; what is asked meanwhile is done in order as soon as it is. */
export class LatePane<Page, Made extends Pane> implements Disposable {
  readonly #intents: ReadonlySet<Intent['type']>;
  readonly #page: Page;
  readonly #maker: PaneMaker<Page, Made>;
  #made: Made | undefined;
  /** How often everything that waits was forgotten. */
  #closings = 0;

  /** `intents` are those that the part carries out. */
  constructor(intents: readonly Intent['type'][], page: Page, maker: PaneMaker<Page, Made>) {
    this.#intents = new Set(intents);
    this.#page = page;
    this.#maker = maker;
  }

  /** The part, if anything was asked of it. */
  get now(): Made | undefined {
    return this.#made;
  }

  /** Carries out an intent if it is about this, now or as soon as the part is there. */
  handle(intent: Intent): boolean {
    if (!this.#intents.has(intent.type)) return false;
    const closings = this.#closings;
    this.#maker.use((make) => {
      // Whoever asked is gone by now, or shows another chat.
      if (closings !== this.#closings) return;
      this.#made ??= make(this.#page);
      this.#made.handle(intent);
    });
    return true;
  }

  /** The page is gone, and with it what waits; it will ask again. */
  close(): void {
    this.#closings += 1;
    this.#made?.close();
  }

  dispose(): void {
    this.#closings += 1;
    this.#made?.dispose();
  }
}
