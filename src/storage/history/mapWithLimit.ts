/** Maps over items with limited concurrency. */

/** Resolves when `work` has finished for every item, at most `most` at a time; rejects on the first failure. */
export async function mapWithLimit<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const item = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: limit }, item));
}
