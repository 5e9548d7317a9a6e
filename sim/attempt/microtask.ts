/** Awaiting it takes one microtask. */
export const MICROTASK: Promise<void> = Promise.resolve();

/** Takes `count` microtasks, at least one. */
export async function microtasks(count: number): Promise<void> {
  for (let i = 1; i < count; i++) await MICROTASK;
}
