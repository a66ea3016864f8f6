/** Whether there is a key for the present origin: all that a page ever learns of it. */

import type { ApiKeyCheck } from '../chat/apiKeyCheck.ts';
import type { KeySource } from '../chat/ports.ts';
import { Emitter } from '../platform/emitter.ts';
import type { PanelState } from '../protocol/messages.ts';

/** Follows the key of the present origin. */
export class KeyStatus {
  /** The answer may have changed. */
  readonly onChange = new Emitter<void>();

  private readonly keys: KeySource;
  private readonly check: ApiKeyCheck;
  private status: PanelState['key'] = 'present';

  constructor(keys: KeySource, check: ApiKeyCheck) {
    this.keys = keys;
    this.check = check;
  }

  /** As last read; `present` until it was read for the first time, so that nobody is asked too early. */
  get current(): PanelState['key'] {
    return this.status;
  }

  /** Reads again. */
  async refresh(): Promise<void> {
    const next = await this.read();
    if (next === this.status) return;
    this.status = next;
    this.onChange.fire();
  }

  private async read(): Promise<PanelState['key']> {
    const destination = this.check.destination();
    if (destination === undefined) return 'notNeeded';
    try {
      if ((await this.keys.read(destination.origin)) !== undefined) return 'present';
    } catch {
      // A key store that does not answer is the same to the page as one without the key.
    }
    return destination.isOfficial ? 'missing' : 'notNeeded';
  }
}
