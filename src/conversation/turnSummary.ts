/** Summaries that replace the beginning of a branch in requests. */

import type { Turn, TurnId, TurnSummary } from './model.ts';

/** A generated summary and the last turn that it covers. */
export interface NewSummary extends Omit<TurnSummary, 'at' | 'unused'> {
  readonly turnId: TurnId;
}

/** The summary fields that its event carries. */
export function toSummary(made: Omit<TurnSummary, 'unused'>): TurnSummary {
  const { text, at, model, turns, usage } = made;
  return { text, at, model, turns, ...(usage === undefined ? {} : { usage }) };
}

/** The turn with its summary switched on or off; unchanged if it has none. */
export function useSummary(turn: Turn, used: boolean): Turn {
  const { summary } = turn;
  if (summary === undefined || (summary.unused !== true) === used) return turn;
  const made = toSummary(summary);
  return { ...turn, summary: used ? made : { ...made, unused: true } };
}

/** Number of turns at the start of a branch covered by the latest summary in use. */
export function summarisedCount(branch: readonly Turn[]): number {
  return (
    branch.findLastIndex(({ summary }) => summary !== undefined && summary.unused !== true) + 1
  );
}
