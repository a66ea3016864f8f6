/** The API client before its code is loaded: loads it with the first call. */

import { notLoaded } from '../conversation/errors.ts';
import type { ApiTarget, ChatCall, DeepSeekClient, Result, StreamEvent } from './types.ts';

/** Makes a client that is loaded when it is first needed; what cannot be loaded is told as a failure. */
export function createLateClient(load: () => Promise<DeepSeekClient>): DeepSeekClient {
  async function* streamChat(
    call: ChatCall,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent, void, void> {
    let client: DeepSeekClient;
    try {
      client = await load();
    } catch (error) {
      yield { type: 'ended', outcome: { status: 'failed', error: notLoaded(error) } };
      return;
    }
    yield* client.streamChat(call, signal);
  }
  async function ask<T>(call: (client: DeepSeekClient) => Promise<Result<T>>): Promise<Result<T>> {
    let client: DeepSeekClient;
    try {
      client = await load();
    } catch (error) {
      return { ok: false, error: notLoaded(error) };
    }
    return await call(client);
  }
  return {
    streamChat,
    listModels: (target: ApiTarget, signal) => ask((client) => client.listModels(target, signal)),
    readBalance: (target: ApiTarget, root, signal) =>
      ask((client) => client.readBalance(target, root, signal)),
  };
}
