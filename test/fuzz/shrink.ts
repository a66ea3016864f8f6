/** Shrinks a failing input by shrinking the record of its decisions. */

/** Limits on the number of candidates and on the time in milliseconds, because some inputs fail by being slow. */
const maxAttempts = 3_000;
const maxMs = 15_000;

/** The smallest record found for which `fails` resolves to true; `record` itself must fail. */
export async function shrink(
  record: readonly number[],
  fails: (candidate: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> {
  let best = record;
  let attempts = 0;
  const end = performance.now() + maxMs;
  const isOver = () => attempts >= maxAttempts || performance.now() > end;
  const improves = async (candidate: readonly number[]): Promise<boolean> => {
    attempts += 1;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let before = Infinity; weight(best) < before && !isOver();) {
    before = weight(best);
    for (let size = best.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < best.length && !isOver();) {
        const without = best.toSpliced(at, size);
        const zeroed = best.map((value, index) => (index >= at && index < at + size ? 0 : value));
        if (await improves(without)) continue;
        if (weight(zeroed) < weight(best)) await improves(zeroed);
        at += size;
      }
    }
    for (let at = 0; at < best.length && !isOver(); at += 1) {
      for (let value = best[at] ?? 0; value > 0;) {
        const smaller = Math.floor(value / 2);
        if (!(await improves(best.with(at, smaller)))) break;
        value = smaller;
      }
    }
  }
  return best;
}

/** The measure to minimize: the number of decisions, then their values. */
function weight(record: readonly number[]): number {
  return record.reduce((sum, value) => sum + 1 + Math.min(value, 1_000_000) / 1_000_000, 0);
}
