import { rule } from './rule.ts';

/** The server looks once an hour for what it may forget, for the first time after a fifth of that at the earliest. */
const INTERVAL_MS = 3_600_000;
const FIRST_MS = INTERVAL_MS / 5;

/**
 * What has ended is kept for as long as was declared, and on until the server looks for what it may forget.
 * @param retentionMsOf how long the invocations of a handler are kept at least
 */
export const forgottenAtSweeps = (retentionMsOf: (service: string, handler: string) => number) =>
  rule('a completed invocation is removed by a sweep after its retention', (history) => {
    let firstMs: number | undefined;
    let sweptMs: number | undefined;
    return {
      see: (event) => {
        firstMs ??= event.atMs + FIRST_MS;
        if (event.type === 'trouble' && event.trouble === 'server restart') {
          // It begins to count anew.
          firstMs = event.atMs + FIRST_MS;
          sweptMs = undefined;
        }
        if (event.type !== 'forgotten' || event.why !== 'retention') return undefined;
        const { invocation, atMs } = event;
        const { target } = history.created.get(invocation) ?? {};
        const ended = history.completed.get(invocation);
        if (target === undefined || ended === undefined) return { invocation, wrong: 'is forgotten, and never ended' };
        const keptMs = atMs - ended.atMs;
        const retentionMs = retentionMsOf(target.service, target.handler);
        if (keptMs < retentionMs) return { invocation, wrong: `is forgotten ${retentionMs - keptMs} ms too soon` };
        if (atMs < firstMs) return { invocation, wrong: 'is forgotten before the server looks for what it may forget' };
        if (sweptMs !== undefined && atMs > sweptMs && atMs < sweptMs + INTERVAL_MS)
          return { invocation, wrong: 'is forgotten between two sweeps' };
        sweptMs = atMs;
        return 'fine';
      },
    };
  });
