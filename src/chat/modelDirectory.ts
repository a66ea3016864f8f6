/** What each server lists under `GET /models`; a success is kept for the session, a failure never is. */

import type { ApiTarget, DeepSeekClient, ListedModel } from '../deepseek/types.ts';
import { Emitter } from '../platform/emitter.ts';

/** Asks each server once, and once more after a failure. */
export class ModelDirectory {
  /** A list arrived. */
  readonly onListed = new Emitter<void>();

  private readonly client: DeepSeekClient;
  private readonly lists = new Map<string, readonly ListedModel[]>();

  constructor(client: DeepSeekClient) {
    this.client = client;
  }

  /** What is known without asking. */
  known(baseUrl: string): readonly ListedModel[] | undefined {
    return this.lists.get(baseUrl);
  }

  /** The list, asked for if it is not known; `undefined` where the server does not tell. */
  async list(target: ApiTarget, signal: AbortSignal): Promise<readonly ListedModel[] | undefined> {
    const known = this.lists.get(target.baseUrl);
    if (known !== undefined) return known;
    const result = await this.client.listModels(target, signal);
    if (!result.ok) return undefined;
    this.keep(target.baseUrl, result.value);
    return result.value;
  }

  /** Keeps a list that was read elsewhere. */
  keep(baseUrl: string, models: readonly ListedModel[]): void {
    this.lists.set(baseUrl, models);
    this.onListed.fire();
  }
}
