/** Notices about the chat that stay until their cause is gone. */

import { Emitter } from '../../platform/emitter.ts';
import type { Notice } from '../../protocol/messages.ts';

/** The notices that are shown at present, by id. */
export class Notices {
  /** One came or went. */
  readonly onChange = new Emitter<void>();

  readonly #byId = new Map<string, Notice>();

  /** In the order of their coming. */
  get all(): readonly Notice[] {
    return [...this.#byId.values()];
  }

  /** Shows a notice in the place of an earlier one with its id. */
  show(notice: Notice): void {
    this.#byId.set(notice.id, notice);
    this.onChange.fire();
  }

  /** Takes a notice away. */
  clear(id: string): void {
    if (this.#byId.delete(id)) this.onChange.fire();
  }
}
