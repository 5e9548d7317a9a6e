/**
 * The event loop and the clock as they were before any patch of ours, or of a test's fake timers, stood in their place.
 * What patches them loads this file first, so it does not matter when who needs the real ones is loaded.
 */
export const realSetTimeout: typeof setTimeout = setTimeout;
export const realSetImmediate: typeof setImmediate = setImmediate;
export const realNow: () => number = performance.now.bind(performance);
