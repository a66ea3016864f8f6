/** Awaits a promise until a signal aborts. */

/**
 * Resolves like `value`, or to `undefined` when the signal aborts. A value that arrives after that is passed to
 * `onLate`, so that it can be released.
 */
export function orAborted<T>(
  value: Promise<T>,
  signal: AbortSignal,
  onLate: (value: T) => void = () => undefined,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    value.then(
      (found) => {
        signal.removeEventListener('abort', leave);
        if (signal.aborted) onLate(found);
        resolve(signal.aborted ? undefined : found);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', leave);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(error);
      },
    );
  });
}
