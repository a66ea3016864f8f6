/** Compares a size in bytes with its budget. */

/** Prints the size; returns a problem if it exceeds its budget. */
export function overBudget(what: string, bytes: number, budget: number): readonly string[] {
  const line = `${what}: ${kilobytes(bytes)} of ${kilobytes(budget)}`;
  console.log(`  ${line}`);
  return bytes <= budget ? [] : [line];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
