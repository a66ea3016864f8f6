/** The usage ledger; its code loads with the first request or the first cost shown. */

import type { Ledger } from '../chat/ports.ts';
import { Lazy } from '../platform/lazy.ts';
import type { UsageLedgerOptions } from '../storage/usageLedger.ts';
import type { UsageSource } from '../ui/usage/usageSource.ts';
import { loadRequests } from './chunks.ts';

/** The ledger of this window. */
export interface AppLedger extends Ledger, UsageSource {
  /** Only "Delete All Data" calls this. */
  deleteAll(): Promise<void>;
  /** Resolves when every line has been written or has failed. */
  close(): Promise<void>;
}

/** Forwards calls in order. */
export function createLazyLedger(options: UsageLedgerOptions): AppLedger {
  const ledger = new Lazy(async () => {
    const { UsageLedger } = await loadRequests();
    return new UsageLedger(options);
  });
  let recorded: Promise<void> | undefined;
  const record = async (entry: Parameters<Ledger['record']>[0]) =>
    (await ledger.get()).record(entry);
  return {
    record(entry) {
      recorded = record(entry).catch((error: unknown) =>
        options.logger.error(`Usage could not be recorded: ${String(error)}`),
      );
    },
    read: async (since) => (await ledger.get()).read(since),
    tidy: async () => (await ledger.get()).tidy(),
    deleteAll: async () => (await ledger.get()).deleteAll(),
    async close() {
      await recorded;
      await ledger.value?.close();
    },
  };
}
