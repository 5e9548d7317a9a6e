import { getHeapSpaceStatistics } from 'node:v8';

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

/**
 * What a piece of work leaves in the old generation, dead or alive, although nothing of it is needed any more. Young
 * objects die for next to nothing; what is made old by mistake costs a copy of itself and of all it can reach.
 * @returns bytes each time; undefined when a full collection came in between every time
 */
export async function madeOld(times: number, work: () => Promise<void>): Promise<number | undefined> {
  let least: number | undefined;
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    const before = oldBytes();
    let sank = false;
    for (let i = 0, high = before; i < times && !sank; i++) {
      await work();
      const now = oldBytes();
      // Only a full collection makes the old generation smaller.
      sank = now < high;
      high = now;
    }
    if (sank) continue;
    const each = (oldBytes() - before) / times;
    if (least === undefined || each < least) least = each;
  }
  return least;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
}

/** Bytes in use after a collection; run with --expose-gc. */
export function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
