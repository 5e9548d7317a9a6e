import type { BoundService } from '../attempt/definition.ts';
import { Admin } from './admin.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Endpoints } from './deployments/endpoints.ts';
import { Repinning } from './deployments/repinning.ts';
import { Faults } from './faults.ts';
import { Ingress } from './ingress/ingress.ts';
import { Introspection } from './introspection.ts';
import { DEFAULT_SERVER, type ServerOptions } from './options.ts';
import { Parts } from './parts.ts';
import { RestartAsNew } from './restart-as-new.ts';
import type { World } from './world.ts';

/**
 * The model of restate-server: its inner parts, and how they are reached. Clients use the {@link ingress}. Code outside of
 * this folder acts through {@link admin} and {@link faults}, looks through {@link introspection}, and calls
 * {@link settled} after each turn of user code.
 */
export class Server extends Parts {
  readonly world: World;
  readonly options: ServerOptions;
  readonly ingress: Ingress;
  readonly admin: Admin;
  readonly faults: Faults;
  readonly introspection: Introspection;

  /** @param uri where the process of the first deployment listens, which is registered at once */
  constructor(world: World, endpoints: Endpoints, uri: string, options: ServerOptions = DEFAULT_SERVER) {
    super(world, endpoints, options);
    this.registrations.first(uri);
    this.world = world;
    this.options = options;
    const { invocations, deployments, registrations, invoker, termination, stateEdits, cleaner } = this;
    const { acceptance, responder, signals, keys, promises, streams, messages, failures, footprints } = this;
    const restarts = new RestartAsNew(acceptance);
    this.ingress = new Ingress(world, { rules: this.rules, invocations, deployments, acceptance, responder, signals });
    this.admin = new Admin({
      rules: this.rules,
      slots: this.slots,
      invocations,
      termination,
      invoker,
      cleaner,
      restarts,
      stateEdits,
      deployments,
      registrations,
      repinning: new Repinning(deployments),
    });
    this.introspection = new Introspection(world, { invocations, keys, promises, deployments });
    this.faults = new Faults(world, {
      invocations,
      streams,
      messages,
      invoker,
      failures,
      termination,
      stateEdits,
      slots: this.slots,
      cleaner,
      footprints,
    });
  }

  /** The latest revision of each service. */
  get services(): ReadonlyMap<string, BoundService> {
    return this.deployments.services;
  }

  /** Attempts whose code was given something to do since the last {@link settled}, oldest first. */
  get touched(): readonly AttemptStream[] {
    return this.streams.touched;
  }

  /**
   * Must be called when user code has settled: from then on the timeouts of the attempts that it ran in are watched.
   * @returns the attempts whose code was given something to do, latest first
   */
  settled(): readonly AttemptStream[] {
    const touched = this.streams.takeTouched();
    for (const stream of touched) this.timeouts.watch(stream);
    return touched;
  }
}
