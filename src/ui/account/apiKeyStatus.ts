/** Whether there is a key for the current origin; a page never learns more. */

import type { ApiKeyCheck } from '../../chat/request/apiKeyCheck.ts';
import type { KeySource } from '../../chat/ports.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { PanelState } from '../../protocol/messages.ts';

/** What is known of keys besides their values. */
export interface KeyRecord extends KeySource {
  wasEntered(origin: string): boolean;
  isForSession(origin: string): boolean;
}

/** Why the key of the present origin will not be there, or is not. */
export type KeyProblem =
  /** Kept until VS Code closes. */
  | 'forSession'
  /** Entered earlier, and gone. */
  | 'lost'
  /** The key store failed or gave no answer. */
  | 'unavailable';

interface Reading {
  readonly status: PanelState['key'];
  readonly trouble?: KeyProblem;
  /** What was read about. */
  readonly origin?: string;
}

/** Follows the key of the present origin. */
export class KeyStatus {
  /** The answer may have changed. */
  readonly onChange = new Emitter<void>();

  readonly #keys: KeyRecord;
  readonly #check: Pick<ApiKeyCheck, 'destination'>;
  #reading: Reading = { status: 'present' };
  #readings = 0;

  constructor(keys: KeyRecord, check: Pick<ApiKeyCheck, 'destination'>) {
    this.#keys = keys;
    this.#check = check;
  }

  /** As last read; `present` until it was read for the first time, so that nobody is asked too early. */
  get current(): PanelState['key'] {
    return this.#reading.status;
  }

  /** Whether there is a key. */
  get isPresent(): boolean {
    return this.current === 'present';
  }

  /** What the user should know about how the key is kept. */
  get trouble(): KeyProblem | undefined {
    return this.#reading.trouble;
  }

  /** Reads again; a reading that takes long does not undo a later one. */
  async refresh(): Promise<void> {
    this.#readings += 1;
    const turn = this.#readings;
    const next = await this.#read();
    if (turn !== this.#readings) return;
    const { status, trouble, origin } = this.#reading;
    if (next.status === status && next.trouble === trouble && next.origin === origin) return;
    this.#reading = next;
    this.onChange.fire();
  }

  async #read(): Promise<Reading> {
    const destination = this.#check.destination();
    if (destination === undefined) return { status: 'notNeeded' };
    const { origin, isOfficial } = destination;
    const absent = isOfficial ? 'missing' : 'notNeeded';
    try {
      if ((await this.#keys.read(origin)) !== undefined) {
        return this.#keys.isForSession(origin)
          ? { status: 'present', trouble: 'forSession', origin }
          : { status: 'present', origin };
      }
    } catch {
      // Where no key is wanted, a key store that does not answer is nobody's trouble.
      const wanted = isOfficial || this.#keys.wasEntered(origin);
      return wanted
        ? { status: absent, trouble: 'unavailable', origin }
        : { status: absent, origin };
    }
    const lost = this.#keys.wasEntered(origin);
    return lost ? { status: absent, trouble: 'lost', origin } : { status: absent, origin };
  }
}
