import { inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by the configuration of `npm run test:deep`. */
    readonly depth?: 'deep';
  }
}

/**
 * How far an exploration goes: `npm test` takes a slice of it, `npm run test:deep` all. Both judge by the same rules; what
 * differs is the number of runs.
 */
export function depth<T>({ slice, deep }: { readonly slice: T; readonly deep: T }): T {
  return inject('depth') === 'deep' ? deep : slice;
}

/** A test that only `npm run test:deep` has. In `npm test` there is none of that name: nothing there counts as skipped. */
export const itInDepth: (title: string, body: () => void | Promise<void>) => void = depth<typeof itInDepth>({
  slice: () => undefined,
  deep: it,
});
