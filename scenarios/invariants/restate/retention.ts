import { rule } from './rule.ts';

/** The server sweeps once an hour; the first sweep comes after a fifth of that at the earliest. */
const INTERVAL_MS = 3_600_000;
const FIRST_MS = INTERVAL_MS / 5;

/**
 * A completed invocation is retained for its declared retention, and until the next sweep.
 * @param retentionMsOf the declared retention of a handler, in ms
 */
export const forgottenAtSweeps = (retentionMsOf: (service: string, handler: string) => number) =>
  rule('a completed invocation is removed by a sweep after its retention', (history) => {
    let firstMs: number | undefined;
    let sweptMs: number | undefined;
    return {
      see: (event) => {
        firstMs ??= event.atMs + FIRST_MS;
        if (event.type === 'trouble' && event.trouble === 'server restart') {
          // The sweeps start again.
          firstMs = event.atMs + FIRST_MS;
          sweptMs = undefined;
        }
        if (event.type !== 'forgotten' || event.why !== 'retention') return undefined;
        const { invocation, atMs } = event;
        const { target } = history.created.get(invocation) ?? {};
        const ended = history.completed.get(invocation);
        if (target === undefined || ended === undefined)
          return { invocation, wrong: 'is removed, and never completed' };
        const keptMs = atMs - ended.atMs;
        const retentionMs = retentionMsOf(target.service, target.handler);
        if (keptMs < retentionMs) return { invocation, wrong: `is removed ${retentionMs - keptMs} ms too soon` };
        if (atMs < firstMs) return { invocation, wrong: 'is removed before the first sweep' };
        if (sweptMs !== undefined && atMs > sweptMs && atMs < sweptMs + INTERVAL_MS)
          return { invocation, wrong: 'is removed between two sweeps' };
        sweptMs = atMs;
        return 'fine';
      },
    };
  });
