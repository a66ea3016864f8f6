/** Messages that requests leave out, stored as the difference to the previous request on the branch. */

import type { Turn, TurnId } from '../../conversation/model.ts';
import type { RequestFingerprint } from '../../conversation/requestFingerprint.ts';
import { useSummary } from '../../conversation/turnSummary.ts';

/** Says that the turns up to this one are left out for their summary; no piece has such a name. */
function summaryMark(turnId: TurnId): string {
  return `${turnId}/=summary`;
}

/** What is left out now of a branch: `TURN`, `TURN/PIECE` for an attached piece, `TURN/=summary` for all that is summarised. */
export function currentOmissions(branch: readonly Turn[]): ReadonlySet<string> {
  const marks = branch.flatMap(({ id, excluded, excludedContext = [], summary }) => [
    ...(summary === undefined || summary.unused === true ? [] : [summaryMark(id)]),
    ...(excluded === true ? [id] : []),
    ...excludedContext.map((piece) => `${id}/${piece}`),
  ]);
  return new Set(marks);
}

/** What the last recorded request of a branch left out, folded from the differences that each request recorded. */
export function recordedOmissions(branch: readonly Turn[]): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const { request } of branch) {
    for (const mark of request?.form?.restored ?? []) marks.delete(mark);
    for (const mark of request?.form?.withheld ?? []) marks.add(mark);
  }
  return marks;
}

/** What a request that ends `branch` leaves out otherwise than the last one before it. */
export function omissionDiff(
  branch: readonly Turn[],
): Pick<RequestFingerprint, 'withheld' | 'restored'> {
  const before = recordedOmissions(branch.slice(0, -1));
  const now = currentOmissions(branch);
  const withheld = [...now].filter((mark) => !before.has(mark));
  const restored = [...before].filter((mark) => !now.has(mark));
  return {
    ...(withheld.length === 0 ? {} : { withheld }),
    ...(restored.length === 0 ? {} : { restored }),
  };
}

/** A branch with these marks instead of its own. */
export function withMarks(branch: readonly Turn[], marks: ReadonlySet<string>): Turn[] {
  return branch.map((turn) => ({
    ...useSummary(turn, marks.has(summaryMark(turn.id))),
    excluded: marks.has(turn.id),
    excludedContext: turn.user.context
      .map(({ id }) => id)
      .filter((piece) => marks.has(`${turn.id}/${piece}`)),
  }));
}
