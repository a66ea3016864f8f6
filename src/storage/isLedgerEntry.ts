/** The guard of the ledger's border: what is read from a file is a line only if its fields are right. */

import type { LedgerLine } from './usageLedger.ts';

/** Whether a value read from a file is a line of the ledger; a kind of a newer version is taken as it is. */
export function isLedgerEntry(value: unknown): value is LedgerLine {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, kind, origin, model, usage } = value as Readonly<Record<string, unknown>>;
  return (
    [id, kind, origin, model].every((text) => typeof text === 'string') &&
    isCount(at) &&
    (usage === undefined || isUsage(usage))
  );
}

function isUsage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { prompt, cached, uncached, completion, reasoning } = value as Record<string, unknown>;
  return (
    [prompt, cached, uncached, completion].every(isCount) &&
    (reasoning === undefined || isCount(reasoning))
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
