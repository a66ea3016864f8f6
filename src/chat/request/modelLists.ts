/** Caches what each server lists under `GET /models` for the session; failures are not cached. */

import type { ErrorData } from '../../conversation/errors.ts';
import type { ApiTarget, DeepSeekClient, ListedModel, Result } from '../../deepseek/types.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { RateLimiter, Release } from '../rateLimiter.ts';

/** Why a server's list is not there: it is being asked for, or could not be had. */
export type ListingState = 'loading' | ErrorData;

/** Asks each server once, and once more after a failure. */
export class ModelDirectory {
  /** A list is being asked for, has arrived, or could not be had. */
  readonly onChange = new Emitter<void>();

  readonly #client: () => Promise<DeepSeekClient>;
  readonly #rateLimiter: RateLimiter;
  readonly #lists = new Map<string, readonly ListedModel[]>();
  /** Shown to the user only: no decision depends on a failure. */
  readonly #states = new Map<string, ListingState>();

  constructor(client: () => Promise<DeepSeekClient>, rateLimiter: RateLimiter) {
    this.#client = client;
    this.#rateLimiter = rateLimiter;
  }

  /** What is known without asking. */
  known(baseUrl: string): readonly ListedModel[] | undefined {
    return this.#lists.get(baseUrl);
  }

  /** Whether it is being asked for, or why that failed last. */
  stateOf(baseUrl: string): ListingState | undefined {
    return this.#states.get(baseUrl);
  }

  /** Reports why a server is not asked. */
  fail(baseUrl: string, error: ErrorData): void {
    this.#setState(baseUrl, error);
  }

  /** The list, asked for if it is not known; `undefined` where the server does not tell. */
  async list(target: ApiTarget, signal: AbortSignal): Promise<readonly ListedModel[] | undefined> {
    const known = this.#lists.get(target.baseUrl);
    if (known !== undefined) return known;
    const result = await this.ask(target, signal);
    return result.ok ? result.value : undefined;
  }

  /** Asks the server now, also where its list is known. */
  async ask(target: ApiTarget, signal: AbortSignal): Promise<Result<readonly ListedModel[]>> {
    const { baseUrl } = target;
    this.#setState(baseUrl, 'loading');
    const result = await this.#askThroughGate(target, signal);
    if (result.ok) this.#lists.set(baseUrl, result.value);
    // Who stopped asking knows why there is no list.
    const isReported = !result.ok && result.error.kind !== 'aborted';
    this.#setState(baseUrl, isReported ? result.error : undefined);
    return result;
  }

  async #askThroughGate(
    target: ApiTarget,
    signal: AbortSignal,
  ): Promise<Result<readonly ListedModel[]>> {
    let release: Release | undefined;
    try {
      release = await this.#rateLimiter.enter(new URL(target.baseUrl).origin, signal);
      if (release === undefined) return { ok: false, error: { kind: 'aborted', message: '' } };
      return await (await this.#client()).listModels(target, signal);
    } catch (error) {
      // Without this the list would be waited for without end.
      return { ok: false, error: { kind: 'unknown', message: String(error).slice(0, 500) } };
    } finally {
      release?.();
    }
  }

  #setState(baseUrl: string, state: ListingState | undefined): void {
    if (state === undefined) this.#states.delete(baseUrl);
    else this.#states.set(baseUrl, state);
    this.onChange.fire();
  }
}
