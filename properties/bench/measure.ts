/** @returns ms that the work took, the best of several times: noise of a shared machine only ever adds */
export async function best(times: number, work: () => Promise<void>): Promise<number> {
  let shortest = Infinity;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

/** Bytes in use after a collection; run with --expose-gc. */
export function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
