import { inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by the configuration of `npm run test:deep`. */
    readonly depth?: 'deep';
  }
}

/**
 * How far an exploration goes: `npm test` runs a part of it, `npm run test:deep` all of it. Both judge by the same rules; only
 * the number of runs differs.
 */
export function depth<T>({ slice, deep }: { readonly slice: T; readonly deep: T }): T {
  return inject('depth') === 'deep' ? deep : slice;
}

/** A test that runs in `npm run test:deep` only. `npm test` does not define it, so that it does not count as skipped. */
export const itInDepth: (title: string, body: () => void | Promise<void>) => void = depth<typeof itInDepth>({
  slice: () => undefined,
  deep: it,
});
