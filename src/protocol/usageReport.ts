/** The usage page's report and intents; all texts are formatted. */

import { isBoundedMessage } from './isBoundedMessage.ts';

/** One line of a table; numbers are formatted, `n/a` where something is not known. */
export interface UsageRow {
  readonly label: string;
  readonly requests: string;
  readonly prompt: string;
  /** With the share of the prompt. */
  readonly cached: string;
  readonly completion: string;
  readonly cost: string;
}

/** One bar of the plot: a day. */
export interface UsageBar {
  /** The day, short. */
  readonly label: string;
  /** Everything about the day in words. */
  readonly description: string;
  /** Of the highest bar, 0 to 1. */
  readonly cost: number;
  /** Prompt tokens found in the cache, those not found, and the answers', of the highest bar, 0 to 1. */
  readonly tokens: readonly [number, number, number];
}

/** A table with its heading. */
export interface UsageTable {
  readonly title: string;
  /** Heading of the first column. */
  readonly by: string;
  readonly rows: readonly UsageRow[];
}

/** A span of days that can be chosen. */
export type UsageSpan = 7 | 30 | 90;

/** Everything that the page shows. */
export interface UsageReport {
  readonly span: UsageSpan;
  /** A line for each currency, or why there is none. */
  readonly balance: readonly string[];
  /** The balance is low or spent, so that topping up is the thing to do. */
  readonly low: boolean;
  readonly today: string;
  readonly bars: readonly UsageBar[];
  readonly total: UsageRow;
  readonly tables: readonly UsageTable[];
  /** What the figures leave out and which price list they follow. */
  readonly notes: readonly string[];
}

/** The page's own texts. */
export interface UsageStrings {
  readonly title: string;
  readonly balance: string;
  readonly topUp: string;
  readonly refresh: string;
  readonly exportCsv: string;
  readonly span: string;
  readonly days: string;
  readonly measure: string;
  readonly cost: string;
  readonly tokens: string;
  readonly cached: string;
  readonly uncached: string;
  readonly answers: string;
  readonly requests: string;
  readonly prompt: string;
  readonly total: string;
  readonly plotCost: string;
  readonly plotTokens: string;
  readonly empty: string;
}

/** What the host writes into the page. */
export interface UsageBoot {
  readonly language: string;
  readonly strings: UsageStrings;
}

/** What a person wants on the page. */
export type UsageIntent =
  | { readonly type: 'ready' }
  | { readonly type: 'refresh' }
  | { readonly type: 'exportCsv' }
  | { readonly type: 'topUp' }
  | { readonly type: 'selectSpan'; readonly span: UsageSpan };

/** What is so. */
export interface UsageFact {
  readonly type: 'report';
  readonly report: UsageReport;
}

const plain: ReadonlySet<unknown> = new Set(['ready', 'refresh', 'exportCsv', 'topUp']);

/** Whether a message of the page is an intent, with no field too many; never throws. */
export function isUsageIntent(value: unknown): value is UsageIntent {
  try {
    return isBoundedMessage(value) && hasUsageFields(value);
  } catch {
    // An object that cannot be looked at was not made by the page.
    return false;
  }
}

function hasUsageFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, span, ...others } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) return false;
  if (plain.has(type)) return span === undefined;
  return type === 'selectSpan' && (span === 7 || span === 30 || span === 90);
}
