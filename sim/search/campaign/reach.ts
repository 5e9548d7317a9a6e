import { Assertions } from '../../checks/assertions.ts';
import { boundHandlersOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { TraceEvent } from '../../trace/event.ts';

/** Which handlers, declared outcomes and assertions of a scenario a campaign has not reached yet. */
export class Reach {
  readonly #handlers: Set<string>;
  readonly #outcomes: Map<string, (event: TraceEvent) => boolean>;
  readonly #assertions: Assertions;

  constructor(scenario: Scenario) {
    this.#handlers = new Set(boundHandlersOf(scenario));
    this.#outcomes = new Map(Object.entries(scenario.outcomes));
    this.#assertions = new Assertions(scenario.assertions);
  }

  add(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.type === 'invocation created') {
        this.#handlers.delete(`${event.target.service}/${event.target.handler}`);
      }
      this.#assertions.add(event);
      for (const [name, shows] of this.#outcomes) if (shows(event)) this.#outcomes.delete(name);
    }
  }

  /** @returns what was never reached, in words */
  missing(): string[] {
    return [
      ...[...this.#handlers].map((handler) => `handler ${handler}`),
      ...[...this.#outcomes.keys()].map((name) => `outcome "${name}"`),
      ...this.#assertions.missing(),
    ];
  }
}
