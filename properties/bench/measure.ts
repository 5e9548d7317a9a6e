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

/**
 * @returns ms of processor time that the work took; what others do on a shared machine stretches
 * it far less than time on the wall. Collecting garbage on other threads counts too.
 */
export async function processorTime(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Keeps the processor busy. @param ms of processor time */
export function burn(ms: number): void {
  const start = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1_000 >= ms) return;
  }
}

/** Bytes in use after a collection; run with --expose-gc. */
export function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
