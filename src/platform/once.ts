/** Runs a function at most once. */

/** Calls the function on the first call and returns its result on every call. */
export function once<T>(work: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: work() }).value;
}
