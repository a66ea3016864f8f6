/** The validated settings of the rooms below VS Code; keys as in package.json without the prefix. */

import type { PriceOverrides } from './priceOverrides.ts';
/** What a person knows of a model, over the built-in catalogue; counts are tokens. */
export interface ModelLimits {
  readonly context?: number;
  readonly output?: number;
  readonly vision?: boolean;
  readonly tools?: boolean;
  /** Whether the model has JSON output, token probabilities and the two penalties. */
  readonly json?: boolean;
  readonly logprobs?: boolean;
  readonly penalties?: boolean;
}

/** A consistent reading of the user's settings. */
export interface Settings {
  readonly baseUrl: string;
  readonly profile: 'auto' | 'official' | 'legacy' | 'compatible';
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly thinking: 'auto' | 'on' | 'off';
  readonly reasoningEffort: 'low' | 'high' | 'max';
  /** Of the numbers, `null` is not sent. */
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly frequencyPenalty: number | null;
  readonly presencePenalty: number | null;
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  readonly stream: boolean;
  readonly logprobs: boolean;
  readonly topLogprobs: number | null;
  readonly userId: string | null;
  readonly systemPrompt: string;
  /** Language of the answers, or `auto`. */
  readonly replyLanguage: string;
  /** System prompts to choose from, by name. */
  readonly prompts: Readonly<Record<string, string>>;
  /** By model id. */
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
  readonly idleTimeoutSeconds: number;
  readonly requestLimit: { readonly concurrent: number; readonly perMinute: number };
  /** In the account's currency; `null` for none. */
  readonly lowBalance: number | null;
  readonly spendLimitPerDay: number | null;
  /** Whether the panel says when waiting for off-peak hours pays. */
  readonly offPeakHint: boolean;
  readonly prices: PriceOverrides;
  /** Who names a chat: its first question, or the model at the price of one short request. */
  readonly titles: 'local' | 'model';
  readonly sendWith: 'enter' | 'ctrlEnter';
}
