/** Ends what the test files of a process share. */

const closings: (() => Promise<void>)[] = [];

/** Has something closed after the last test of the process. */
export function whenTestsEnd(close: () => Promise<void>): void {
  closings.push(close);
}

/** Closes everything that was shared, the last first; for the runner of the tests. */
export async function closeShared(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
}
