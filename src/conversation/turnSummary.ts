/** Summaries that replace the beginning of a branch in requests. */

import type { Turn, TurnId, TurnSummary } from './model.ts';

/** A summary as the model wrote it, and the last turn that it covers. */
export interface NewSummary extends Omit<TurnSummary, 'at' | 'unused'> {
  readonly turnId: TurnId;
}

/** The fields of a summary in use that its event carries. */
export function toSummary(made: Omit<TurnSummary, 'unused'>): TurnSummary {
  const { text, at, model, turns, usage } = made;
  return { text, at, model, turns, ...(usage === undefined ? {} : { usage }) };
}

/** The turn with its summary in use or not; the same one where it has none. */
export function useSummary(turn: Turn, used: boolean): Turn {
  const { summary } = turn;
  if (summary === undefined || (summary.unused !== true) === used) return turn;
  const made = toSummary(summary);
  return { ...turn, summary: used ? made : { ...made, unused: true } };
}

/** How many turns at the start of a branch the latest summary in use covers. */
export function summarisedCount(branch: readonly Turn[]): number {
  return (
    branch.findLastIndex(({ summary }) => summary !== undefined && summary.unused !== true) + 1
  );
}
