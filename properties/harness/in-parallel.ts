/**
 * Works on items in their order.
 * @param width how many of them are under way at the same time
 */
export async function inParallel<T>(
  width: number,
  items: readonly T[],
  work: (item: T, place: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    // The workers take from one iterator: each item goes to one of them.
    for (const [place, item] of queue) await work(item, place);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
