import type { BoundService } from '../../attempt/definition.ts';
import type { Sdk } from '../../attempt/sdk-shape.ts';
import type { ProtocolRange } from '../../server/deployments/deployment.ts';
import type { Endpoint, Endpoints } from '../../server/deployments/endpoints.ts';
import type { World } from '../../server/world.ts';
import type { Assembly } from './assemble.ts';
import { AttemptProcess, type ProcessSettings } from './attempt-process.ts';
import { Reloads } from './reloads.ts';

/** What a service process runs. */
export interface Program {
  /** Creates the definitions; called again after each crash of the process. */
  readonly services: Assembly['services'];
  /** Loads what makes the services again, from fresh modules. Absent: `services` makes them again. */
  readonly renewed?: Assembly['renewed'] | undefined;
  readonly protocols: ProtocolRange;
}

/** What definitions make. */
export interface Bound {
  readonly services: ReadonlyMap<string, BoundService>;
  /** The copy of the SDK that made them. */
  readonly sdk: Sdk;
}

/** A service process that listens nowhere yet. */
export interface MadeProcess {
  readonly endpoint: Endpoint;
  readonly sdk: Sdk;
  /** Lets it listen at a URI, in the place of the process that did. */
  readonly listen: (uri: string) => void;
}

/** A process from its start to its end. */
interface Life {
  readonly program: Program;
  readonly reloads: Reloads<Assembly['services']> | undefined;
  /** Shared with all attempts in it; renewed by a crash. */
  state: { dead: boolean };
}

/** What processes need of their world. */
export interface ProcessPorts {
  readonly world: World;
  readonly endpoints: Endpoints;
  readonly bind: (make: Assembly['services']) => Bound;
  /** Makes the world stand still until something is there. */
  readonly waitFor: (pending: Promise<void>) => void;
  readonly settings: ProcessSettings & { readonly skew: boolean };
}

/** The service processes of a world, by the URIs at which they listen: each crashes and starts again by itself. */
export class Processes {
  readonly #ports: ProcessPorts;
  readonly #lives = new Map<string, Life>();

  constructor(ports: ProcessPorts) {
    this.#ports = ports;
  }

  /** Why the latest crash of a process kept the variables of its modules; undefined where none did. */
  get notRenewed(): string | undefined {
    return [...this.#lives.values()].findLast(({ reloads }) => reloads?.failure !== undefined)?.reloads?.failure;
  }

  made(program: Program): MadeProcess {
    const { world, bind, endpoints, settings } = this.#ports;
    const { services, sdk } = bind(program.services);
    const reloads = program.renewed && new Reloads(world, program.renewed);
    const life: Life = { program, reloads, state: { dead: false } };
    const endpoint: Endpoint = {
      services,
      protocols: program.protocols,
      processFor: (stream) => new AttemptProcess(world, stream, life.state, settings.skew, settings),
    };
    const listen = (uri: string): void => {
      const before = this.#lives.get(uri);
      if (before !== undefined) before.state.dead = true;
      this.#lives.set(uri, life);
      endpoints.listen(uri, endpoint);
    };
    return { endpoint, sdk, listen };
  }

  /** A process ends for good. */
  end(uri: string): void {
    const life = this.#lives.get(uri);
    if (life !== undefined) life.state.dead = true;
    this.#lives.delete(uri);
    this.#ports.endpoints.close(uri);
  }

  /** The code of a process that has crashed starts again. @param uri undefined for all processes */
  restart(uri: string | undefined): void {
    for (const at of uri === undefined ? [...this.#lives.keys()] : [uri]) this.#restartAt(at);
  }

  #restartAt(uri: string): void {
    const life = this.#lives.get(uri);
    if (life === undefined) return;
    life.state.dead = true;
    life.state = { dead: false };
    const { reloads } = life;
    if (reloads === undefined) this.#bindAgain(uri, life);
    else this.#ports.waitFor(reloads.next().then((make) => this.#bindAgain(uri, life, make)));
  }

  #bindAgain(uri: string, life: Life, make: Assembly['services'] = life.program.services): void {
    const { endpoints, bind } = this.#ports;
    const endpoint = endpoints.at(uri);
    // While modules were loaded, another process may have taken its place.
    if (endpoint === undefined || this.#lives.get(uri) !== life) return;
    endpoints.listen(uri, { ...endpoint, services: bind(make).services });
  }
}
