/**
 * The real event loop and clock, saved before our patches or a test's fake timers replace them. The patches load this
 * file first, so modules that need the real ones may be loaded at any time.
 */
export const realSetTimeout: typeof setTimeout = setTimeout;
export const realSetImmediate: typeof setImmediate = setImmediate;
export const realNow: () => number = performance.now.bind(performance);
