/** The spend limit before its code is loaded: loads it with the first request that it could hold back. */

import { LatePart } from '../platform/latePart.ts';
import type { SpendLimit, SpendPorts } from './spendLimit.ts';

/** Makes the limit; where none is set it asks nothing and loads nothing. */
export function createLateLimit(ports: SpendPorts): Pick<SpendLimit, 'enter'> {
  const limit = new LatePart(
    async () => new (await import('./spendLimit.ts')).SpendLimit(ports),
    // Whoever asks for money to be spent tells that it could not be.
    () => undefined,
  );
  return {
    enter: async (request) =>
      ports.limit() === null ? () => undefined : (await limit.load()).enter(request),
  };
}
