/** Validates an API key before it is stored: where it would be sent, and whether the server accepts it. */

import type { ErrorData } from '../../conversation/errors.ts';
import { parseBaseUrl, type BaseUrl } from '../../deepseek/http/baseUrl.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { ModelDirectory } from './modelLists.ts';

/** Where a key would be sent. */
export interface KeyDestination {
  readonly baseUrl: string;
  readonly origin: string;
  /** Host and port, for display. */
  readonly host: string;
  readonly isOfficial: boolean;
  /** Whether the key would travel unencrypted beyond this machine. */
  readonly isExposed: boolean;
}

/** What the server said to the key. */
export type KeyVerdict =
  { readonly accepted: true } | { readonly accepted: false; readonly error: ErrorData };

/** Checks keys against the present base URL. */
export class ApiKeyCheck {
  readonly #models: ModelDirectory;
  readonly #settings: () => Settings;

  constructor(models: ModelDirectory, settings: () => Settings) {
    this.#models = models;
    this.#settings = settings;
  }

  /** Where keys go at present; `undefined` when the base URL is none. */
  destination(): KeyDestination | undefined {
    const base = this.#base();
    if (base === undefined) return undefined;
    const { baseUrl, origin, host, isOfficial } = base;
    return { baseUrl, origin, host, isOfficial, isExposed: base.unencrypted && !base.isLoopback };
  }

  /**
   * Tries the key with `GET /models`, which costs nothing (contract 18). It goes where the user was asked about, even if
   * the setting has changed since.
   */
  async tryKey(
    apiKey: string,
    { baseUrl }: KeyDestination,
    signal: AbortSignal,
  ): Promise<KeyVerdict> {
    const { extraHeaders } = this.#settings();
    const result = await this.#models.ask({ baseUrl, apiKey, extraHeaders }, signal);
    return result.ok ? { accepted: true } : { accepted: false, error: result.error };
  }

  #base(): BaseUrl | undefined {
    const parsed = parseBaseUrl(this.#settings().baseUrl);
    return parsed.ok ? parsed.value : undefined;
  }
}
