/** Hashes of a request's messages; a turn stores only those that its base request does not have. */

import type { RequestRecord, Turn, TurnId } from './model.ts';

/** The hashes of all messages of a request, in order; undefined if a base turn is unknown. */
export function allMessageHashes(
  request: RequestRecord,
  find: (id: TurnId) => Turn | undefined,
): readonly string[] | undefined {
  const pieces: (readonly string[])[] = [];
  let wanted = Infinity;
  const seen = new Set<TurnId>();
  for (let record: RequestRecord | undefined = request; ;) {
    if (record === undefined) return undefined;
    const { after, messageHashes }: RequestRecord = record;
    const first: number = after?.messages ?? 0;
    if (wanted !== Infinity && first + messageHashes.length < wanted) return undefined;
    pieces.push(messageHashes.slice(0, Math.max(0, wanted - first)));
    if (after === undefined) break;
    if (seen.has(after.turnId)) return undefined;
    seen.add(after.turnId);
    wanted = Math.min(wanted, first);
    record = find(after.turnId)?.request;
  }
  return pieces.reverse().flat();
}
