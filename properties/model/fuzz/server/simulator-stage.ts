import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { quiet } from '../../../../sim/core/choices.ts';
import { decodeUtf8 } from '../../../../sim/core/utf8.ts';
import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import { assemble, type Assembled } from '../../../../sim/simulation/run/assemble.ts';
import { Mover } from '../../../../sim/simulation/run/mover.ts';
import type { Deployments } from '../../conformance/deployments/port.ts';
import type { AdminOperation, Driver, IngressRequest, Reply, Trouble } from '../../conformance/driver.ts';
import { SimulatorDriver } from '../../conformance/simulator/simulator-driver.ts';
import { helper } from '../engines/helper.ts';
import type { Sabotage } from './flaws.ts';
import { NOTHING_OUTSIDE } from './nothing-outside.ts';
import { inScope } from './outcome.ts';
import type { Seen, Stage, Standing } from './stage.ts';

/** A world of the simulator with nothing but the helper in it, every choice the quiet one. */
export class SimulatorStage implements Stage {
  readonly deployments: Deployments;
  readonly #assembled: Assembled;
  readonly #driver: Driver;

  /** @param sabotage breaks the model, for showing that it is found out */
  constructor(engine: Engine, server: Partial<ServerOptions>, sabotage: Sabotage) {
    this.#assembled = assemble({ seed: 1, decider: quiet, services: () => [helper], engine, server });
    sabotage(this.#assembled.server);
    const mover = new Mover(this.#assembled.server, this.#assembled.loop);
    this.#driver = new SimulatorDriver(this.#assembled, mover, [], NOTHING_OUTSIDE);
    this.deployments = this.#driver.deployments;
  }

  ingress(request: IngressRequest): Promise<Reply> {
    return this.#driver.ingress(request);
  }

  admin(operation: AdminOperation): Promise<Reply> {
    return this.#driver.admin(operation);
  }

  sleep(ms: number): Promise<void> {
    return this.#driver.sleep(ms);
  }

  standing(services: readonly string[]): Promise<Standing> {
    const rows = this.#assembled.server.introspection
      .invocations()
      .filter((row) => services.includes(row.target_service_name));
    const mark = rows.map(({ id, status, journal_size }) => `${id} ${status} ${journal_size}`).join();
    return Promise.resolve({ mark, statuses: rows.map(({ status }) => status) });
  }

  look(id: string): Promise<Seen | undefined> {
    const row = this.#assembled.server.introspection.invocation(id);
    if (row === undefined) return Promise.resolve(undefined);
    const { target, status, completion_failure, completion_result, pinned_deployment_id } = row;
    const result = completion_failure ?? completion_result ?? '';
    const { scope } = this.#assembled.server.invocations.get(id)?.origin.target ?? {};
    return Promise.resolve({ target: inScope(scope, target), status, result, deployment: pinned_deployment_id ?? '' });
  }

  journalOf(id: string): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.#assembled.server.invocations.get(id)?.journal ?? []);
  }

  troublesOf(id: string): Promise<readonly Trouble[]> {
    return this.#driver.troublesOf(id);
  }

  stateOf(services: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const state: Record<string, string> = {};
    for (const { scope = '', service, key, state: values } of this.#assembled.server.keys) {
      if (!services.includes(service)) continue;
      for (const [name, value] of values.snapshot()) state[`${scope}/${service}/${key}/${name}`] = decodeUtf8(value);
    }
    return Promise.resolve(state);
  }
}
