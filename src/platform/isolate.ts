/** Calls independent callbacks so that an exception in one affects neither the others nor the caller. */

let report = (error: unknown): void => {
  // Without a logger, as in tests, the error becomes an unhandled rejection.
  void Promise.resolve().then(() => {
    throw error;
  });
};

/** Sets the handler of callback errors until the result is called; used by the composition root. */
export function onIsolatedError(onError: (error: unknown) => void): () => void {
  const before = report;
  report = onError;
  return () => {
    report = before;
  };
}

/** Calls a callback; its exception or rejection is only reported. */
export function isolate(callback: () => unknown): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch((error: unknown) => report(error));
  } catch (error) {
    report(error);
  }
}
