/** The list of matches, numbered from first to last. */

import type { TurnId } from '../../src/conversation/model.ts';
import type { FindHit } from '../../src/protocol/messages.ts';

/** A hit, and which of its places. */
export interface FoundPlace {
  readonly hit: FindHit;
  /** Counted from 0. */
  readonly nth: number;
}

/** How many places there are. */
export function countPlaces(hits: readonly FindHit[]): number {
  return hits.reduce((sum, { count }) => sum + count, 0);
}

/** The place with this number, counted from 0. */
export function matchAt(hits: readonly FindHit[], index: number): FoundPlace | undefined {
  let left = index;
  for (const hit of hits) {
    if (left < hit.count) return { hit, nth: left };
    left -= hit.count;
  }
  return undefined;
}

/** The number that a place of earlier hits has among these, or the last one of its hit; nothing where that is gone. */
export function indexOfPlace(
  hits: readonly FindHit[],
  { hit: { turnId, place }, nth }: FoundPlace,
): number | undefined {
  let index = 0;
  for (const hit of hits) {
    if (hit.turnId === turnId && hit.place === place) return index + Math.min(nth, hit.count - 1);
    index += hit.count;
  }
  return undefined;
}

/** The first place in any of these turns; the very first one where there is none. */
export function firstPlaceIn(hits: readonly FindHit[], turns: ReadonlySet<TurnId>): number {
  const first = hits.findIndex(({ turnId }) => turns.has(turnId));
  return first < 0 ? 0 : countPlaces(hits.slice(0, first));
}
