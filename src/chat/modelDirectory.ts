/** What each server lists under `GET /models`; a success is kept for the session, a failure never is. */

import type { ApiTarget, DeepSeekClient, ListedModel, Result } from '../deepseek/types.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Gate } from './gate.ts';

/** Asks each server once, and once more after a failure. */
export class ModelDirectory {
  /** A list arrived. */
  readonly onListed = new Emitter<void>();

  private readonly client: DeepSeekClient;
  private readonly gate: Gate;
  private readonly lists = new Map<string, readonly ListedModel[]>();

  constructor(client: DeepSeekClient, gate: Gate) {
    this.client = client;
    this.gate = gate;
  }

  /** What is known without asking. */
  known(baseUrl: string): readonly ListedModel[] | undefined {
    return this.lists.get(baseUrl);
  }

  /** The list, asked for if it is not known; `undefined` where the server does not tell. */
  async list(target: ApiTarget, signal: AbortSignal): Promise<readonly ListedModel[] | undefined> {
    const known = this.lists.get(target.baseUrl);
    if (known !== undefined) return known;
    const result = await this.ask(target, signal);
    return result.ok ? result.value : undefined;
  }

  /** Asks the server now, also where its list is known. */
  async ask(target: ApiTarget, signal: AbortSignal): Promise<Result<readonly ListedModel[]>> {
    const release = await this.gate.enter(new URL(target.baseUrl).origin, signal);
    if (release === undefined) return { ok: false, error: { kind: 'aborted', message: '' } };
    try {
      const result = await this.client.listModels(target, signal);
      if (result.ok) {
        this.lists.set(target.baseUrl, result.value);
        this.onListed.fire();
      }
      return result;
    } finally {
      release();
    }
  }
}
