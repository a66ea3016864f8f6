/** Runs a function at most once. */

/** Calls the function on the first call only. */
export function once(work: () => unknown): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
