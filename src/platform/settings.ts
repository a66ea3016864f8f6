/** The settings that the rooms below VS Code need, already checked; keys as in package.json without the prefix. */

import type { PriceOverrides } from './priceOverrides.ts';

/** A consistent reading of the person's settings. */
export interface Settings {
  readonly baseUrl: string;
  readonly profile: 'auto' | 'official' | 'legacy' | 'compatible';
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly thinking: 'auto' | 'on' | 'off';
  readonly reasoningEffort: 'low' | 'high' | 'max';
  readonly systemPrompt: string;
  readonly idleTimeoutSeconds: number;
  readonly requestLimit: { readonly concurrent: number; readonly perMinute: number };
  /** In the account's currency a day, over all windows; `null` for none. */
  readonly spendLimitPerDay: number | null;
  /** In the account's currency; `null` for none. */
  readonly lowBalance: number | null;
  readonly prices: PriceOverrides;
  readonly offPeakHint: boolean;
  /** Who names a chat: its first question, or the model at the price of one short request. */
  readonly titles: 'local' | 'model';
  readonly sendWith: 'enter' | 'ctrlEnter';
}
