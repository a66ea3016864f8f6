/** Remembers the currency of each server's account, so that costs are right before the balance is fetched. */

import type { Currency } from '../../conversation/money.ts';
import type { MemoryPort } from '../../platform/ports.ts';

const key = 'currencies';

/** The memory; `forget` empties it. */
export class CurrencyMemory {
  readonly #memory: MemoryPort;

  constructor(memory: MemoryPort) {
    this.#memory = memory;
  }

  read(origin: string): Currency | undefined {
    const known = this.#all()[origin];
    return known === 'USD' || known === 'CNY' ? known : undefined;
  }

  write(origin: string, currency: Currency): void {
    if (this.read(origin) === currency) return;
    void this.#memory.update(key, { ...this.#all(), [origin]: currency });
  }

  /** Only "Delete All Data" calls this. */
  async forget(): Promise<void> {
    await this.#memory.update(key, undefined);
  }

  #all(): Readonly<Record<string, unknown>> {
    const known = this.#memory.get(key);
    return typeof known === 'object' && known !== null ? { ...known } : {};
  }
}
