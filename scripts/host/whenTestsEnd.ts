/** Closes resources shared by the test files of a process. */

const closings: (() => Promise<void>)[] = [];

/** Registers a function to call after the last test of the process. */
export function whenTestsEnd(close: () => Promise<void>): void {
  closings.push(close);
}

/** Closes everything shared, last registered first; called by the test runner. */
export async function closeShared(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
}
