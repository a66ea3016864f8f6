/** A line of the usage ledger, and its validation. */

import type { ConversationId } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';

/** What a request was for; each kind is counted apart. */
export type RequestKind = 'chat' | 'title' | 'summary' | 'inline' | 'commit' | 'tools' | 'provider';

/** The ledger's record of one request. */
export interface LedgerEntry {
  /** When the request started, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: RequestKind;
  /** The conversation that it was made for; missing where there was none, and in lines of older versions. */
  readonly chat?: ConversationId;
  readonly origin: string;
  readonly model: string;
  /** Whether the vendor's prices hold there. */
  readonly priced?: boolean;
  /** Missing when the server sent none. */
  readonly usage?: Usage;
  /** It repeats a request whose connection was lost; the server may have carried out both. Missing in older lines. */
  readonly possiblyBilledTwice?: boolean;
}

/** A line as it was written; its id is its own over all windows and all files. */
export interface LedgerRow extends LedgerEntry {
  readonly id: string;
}

/** Whether a value read from a file is a line of the ledger; a kind of a newer version is taken as it is. */
export function isLedgerLine(value: unknown): value is LedgerRow {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, kind, chat, origin, model, usage } = value as Readonly<Record<string, unknown>>;
  return (
    [id, kind, origin, model].every((text) => typeof text === 'string') &&
    (chat === undefined || typeof chat === 'string') &&
    isCount(at) &&
    (usage === undefined || isUsage(usage))
  );
}

function isUsage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { prompt, cached, uncached, completion, ...others } = value as Record<string, unknown>;
  const { reasoning, estimated } = others;
  return (
    [prompt, cached, uncached, completion].every(isCount) &&
    (reasoning === undefined || isCount(reasoning)) &&
    (estimated === undefined || estimated === true)
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
