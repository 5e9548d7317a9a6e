import { describeInvocation, type Invariant, type RunView, type TraceEvent, virtualTime } from '../../../sim/index.ts';
import { History } from './history.ts';

/** The result of a rule for an event: nothing to judge, `fine`, or what is wrong. */
export type Result = undefined | 'fine' | { readonly wrong: string; readonly invocation: string };

/** Watches one run. */
export interface RuleWatcher {
  see(event: TraceEvent): Result;
  /** The run has settled. */
  settled?(): Result;
}

/**
 * A rule that Restate keeps for all services. It judges the model of the server, not the services, so any campaign detects a
 * wrong model.
 * @param watch makes a watcher; its history has seen every event before the watcher
 */
export function rule(name: string, watch: (history: History, view: RunView) => RuleWatcher): Invariant {
  return {
    name,
    watch: (view) => {
      const history = new History();
      const watcher = watch(history, view);
      let judged = 0;
      const breach = (said: Result, events: readonly number[], at: string) => {
        if (said === undefined) return undefined;
        judged++;
        if (said === 'fine') return undefined;
        const created = history.created.get(said.invocation);
        const who = created === undefined ? said.invocation : describeInvocation(created);
        return { message: `${who} ${said.wrong}${at}.`, events, kind: name };
      };
      return {
        see: (event) => {
          history.see(event);
          return breach(watcher.see(event), [event.seq], `, at ${virtualTime(event.atMs)}`);
        },
        end: () => breach(watcher.settled?.(), [], ', when the run had settled'),
        exercised: () => judged,
      };
    },
  };
}
