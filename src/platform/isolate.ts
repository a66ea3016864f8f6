/** Calls independent callbacks so that one that throws fails neither the others nor the caller. */

let report = (error: unknown): void => {
  // Where nobody writes a log, as in tests, it is an unhandled rejection of the process.
  void Promise.resolve().then(() => {
    throw error;
  });
};

/** From now on `onError` gets what callbacks throw, until the result is called; set by the composition root. */
export function onIsolatedError(onError: (error: unknown) => void): () => void {
  const before = report;
  report = onError;
  return () => {
    report = before;
  };
}

/** Calls one of them; what it throws, or rejects with, is reported and goes no further. */
export function isolate(callback: () => unknown): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch((error: unknown) => report(error));
  } catch (error) {
    report(error);
  }
}
