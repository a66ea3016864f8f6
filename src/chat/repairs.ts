/** What servers refused with a known message, remembered for the origin, so that it is sent right from then on. */

import type { ErrorData } from '../conversation/errors.ts';
import { repairHint } from '../deepseek/repairHint.ts';

/** A change of the request's shape that a server asked for (contract 17.3). */
export type Repair = 'alternation' | 'reasoningMissing' | 'reasoningForbidden' | 'streamOptions';

const repairs: ReadonlySet<string> = new Set<Repair>([
  'alternation',
  'reasoningMissing',
  'reasoningForbidden',
  'streamOptions',
]);

/** Which repair a refusal asks for, if it is one that changes the request without asking the person. */
export function repairFor(error: ErrorData): Repair | undefined {
  if (error.status !== 400 && error.status !== 422) return undefined;
  const name = repairHint(error.message)?.name;
  return name !== undefined && repairs.has(name) ? (name as Repair) : undefined;
}

/** Remembers repairs for each origin, for the session. */
export class RepairMemory {
  private readonly origins = new Map<string, Set<Repair>>();

  /** The repairs that requests to this origin need. */
  of(origin: string): ReadonlySet<Repair> {
    return this.origins.get(origin) ?? new Set();
  }

  /** Takes a refusal; the repair's name, or `undefined` when there is none or it was made already. */
  learn(origin: string, error: ErrorData): Repair | undefined {
    const repair = repairFor(error);
    if (repair === undefined) return undefined;
    const known = this.origins.get(origin) ?? new Set();
    if (known.has(repair)) return undefined;
    if (repair === 'reasoningMissing') known.delete('reasoningForbidden');
    if (repair === 'reasoningForbidden') known.delete('reasoningMissing');
    this.origins.set(origin, known.add(repair));
    return repair;
  }
}
