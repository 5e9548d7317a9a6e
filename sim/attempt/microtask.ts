/** Awaiting it takes one microtask: the distance between code that has something at once, and code that asked for it. */
export const MICROTASK: Promise<void> = Promise.resolve();

/** Awaiting it takes so many microtasks, at least one. */
export async function microtasks(count: number): Promise<void> {
  for (let i = 1; i < count; i++) await MICROTASK;
}
