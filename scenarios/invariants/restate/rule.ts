import { describeInvocation, type Invariant, type RunView, type TraceEvent, virtualTime } from '../../../sim/index.ts';
import { History } from './history.ts';

/** What a rule says to an event: nothing, `fine` when it had something to judge, otherwise what is wrong. */
export type Said = undefined | 'fine' | { readonly wrong: string; readonly invocation: string };

/** Watches one run. */
export interface RuleWatcher {
  see(event: TraceEvent): Said;
  /** The world has come to rest. */
  rested?(): Said;
}

/**
 * A rule that Restate itself keeps, whatever the services do: it judges the model of the server and not their code, so that a
 * model that is wrong shows in any campaign.
 * @param watch makes a watcher; the history it is given has seen every event before it
 */
export function rule(name: string, watch: (history: History, view: RunView) => RuleWatcher): Invariant {
  return {
    name,
    watch: (view) => {
      const history = new History();
      const watcher = watch(history, view);
      let judged = 0;
      const told = (said: Said, events: readonly number[], at: string) => {
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
          return told(watcher.see(event), [event.seq], `, at ${virtualTime(event.atMs)}`);
        },
        end: () => told(watcher.rested?.(), [], ', when everything had come to rest'),
        exercised: () => judged,
      };
    },
  };
}
