/** Fetches the balance of an account. */

import { rootUrl } from '../../deepseek/http/baseUrl.ts';
import type { Balance } from '../../conversation/money.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import type { RequestTarget } from '../request/requestTargets.ts';

/** The outcome of a balance request: known, not offered by the server, preempted by another request, or failed. */
export type BalanceAnswer =
  | { readonly kind: 'known'; readonly balance: Balance }
  | { readonly kind: 'none' | 'gaveWay' | 'failed' };

/** What asking needs besides the target; `onAsk` is called when the request leaves. */
export interface BalancePorts extends Pick<ChatPorts, 'client'> {
  readonly rateLimiter: RateLimiter;
  readonly onAsk: () => void;
}

/** Asks once, through the gate; nothing where it was given up before its turn came. */
export async function askBalance(
  { target, base }: RequestTarget,
  signal: AbortSignal,
  { client, rateLimiter, onAsk }: BalancePorts,
): Promise<BalanceAnswer | undefined> {
  const giving = new AbortController();
  const either = AbortSignal.any([signal, giving.signal]);
  const release = await rateLimiter.enter(base.origin, either, { giveWay: () => giving.abort() });
  if (release === undefined) return undefined;
  onAsk();
  try {
    const found = await (await client()).readBalance(target, rootUrl(base), either);
    if (found.ok) return { kind: 'known', balance: found.value };
    if (hasNone(found.error.status)) return { kind: 'none' };
    if (giving.signal.aborted) return { kind: 'gaveWay' };
    return { kind: 'failed' };
  } finally {
    release();
  }
}

/** Whether a server says by this status that it has no balance to tell. */
function hasNone(status: number | undefined): boolean {
  return status === 404 || status === 405 || status === 501;
}
