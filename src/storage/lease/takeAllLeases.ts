/** Takes the leases of all chats; used only by "Delete All Data". */

import type { ConversationId } from '../../conversation/model.ts';
import { staleMs } from './lease.ts';
import { heartbeatMs, type Leases, type LeasesOptions } from './leases.ts';

/** How long and how often to wait for other windows to release their chats, in milliseconds. */
const maxAskingMs = 3_000;
const askingMs = 250;

/**
 * Resolves to the chats that other windows still use after a few seconds; in that case, the leases taken are released.
 */
export async function takeAllLeases(
  leases: Leases,
  { clock, files, folder }: Pick<LeasesOptions, 'clock' | 'files' | 'folder'>,
): Promise<readonly ConversationId[]> {
  const began = clock.monotonic();
  const taken: ConversationId[] = [];
  const look = async () => takeFree(leases, await files.list(folder), taken);
  let left = await look();
  for (const id of left) await leases.of(id).ask();
  const isSilent = (id: ConversationId) => leases.of(id).silentMs > 2 * heartbeatMs;
  const goesOn = () => {
    const ms = clock.monotonic() - began;
    // A holder without heartbeat takes longer to count as dead.
    return ms < maxAskingMs || (ms < staleMs + askingMs && left.some(isSilent));
  };
  while (left.length > 0 && goesOn()) {
    await new Promise<void>((resolve) => void clock.after(askingMs, resolve));
    left = await look();
  }
  if (left.length > 0) {
    await Promise.all([...taken, ...left].map((id) => leases.release(id)));
  }
  return left;
}

/** Takes the available leases and adds new ones to `taken`; resolves to the rest. */
async function takeFree(
  leases: Leases,
  names: readonly string[],
  taken: ConversationId[],
): Promise<ConversationId[]> {
  const left: ConversationId[] = [];
  for (const name of names) {
    if (!name.endsWith('.lease')) continue;
    const id = name.slice(0, -'.lease'.length);
    const taking = await leases.take(id);
    if (taking === 'elsewhere') left.push(id);
    else if (taking !== 'held') taken.push(id);
  }
  return left;
}
