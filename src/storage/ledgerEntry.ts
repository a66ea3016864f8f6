/** A row of the usage ledger and its validation. */

import type { ConversationId } from '../conversation/model.ts';
import type { Usage } from '../conversation/usage.ts';

/** The purpose of a request; each kind is totalled separately. */
export type RequestKind = 'chat' | 'title' | 'summary' | 'inline' | 'commit' | 'tools' | 'provider';

/** The ledger entry of one request. */
export interface LedgerEntry {
  /** When the request started, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: RequestKind;
  /** The conversation of the request; missing if there is none, and in rows of older versions. */
  readonly chat?: ConversationId;
  readonly origin: string;
  readonly model: string;
  /** Whether the vendor's prices apply. */
  readonly priced?: boolean;
  /** Missing if the server reported none. */
  readonly usage?: Usage;
  /** Whether it retries a request whose connection was lost; the server may have billed both. Missing in older rows. */
  readonly possiblyBilledTwice?: boolean;
}

/** A stored row; its id is unique across windows and files. */
export interface LedgerRow extends LedgerEntry {
  readonly id: string;
}

/** Whether a value is a valid ledger row; unknown kinds of newer versions are accepted. */
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
