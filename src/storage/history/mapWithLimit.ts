/** Maps over many items, a few at a time. */

/** Resolves when `work` is done with every item, `most` of them at a time; rejects as soon as one does. */
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
