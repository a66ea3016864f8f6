/** What a check measures in bytes, beside what it may be. */

/** Prints the size; returns it as a problem if it is above its budget. */
export function overBudget(what: string, bytes: number, budget: number): readonly string[] {
  const line = `${what}: ${kilobytes(bytes)} of ${kilobytes(budget)}`;
  console.log(`  ${line}`);
  return bytes <= budget ? [] : [line];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
