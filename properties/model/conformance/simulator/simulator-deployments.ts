import type { Assembled } from '../../../../sim/simulation/run/assemble.ts';
import { FROM_OUTSIDE } from '../../../../sim/simulation/run/deploy.ts';
import type { AdminResponse } from '../../../../sim/server/admin-response.ts';
import type { Address, Deployments, Latest, RegisterOptions, Registration } from '../deployments/port.ts';
import type { InvocationRow } from '../driver.ts';
import { field, textField, type Json } from '../json.ts';
import type { Outside } from '../outside.ts';
import type { Definition } from '../services.ts';

/** Deployments in a world of the simulator, next to the one that serves the services of all cases. */
export class SimulatorDeployments implements Deployments {
  readonly outside: Outside;
  readonly #assembled: Assembled;
  /** Where each deployment was registered first, by its id. */
  readonly #addresses = new Map<string, Address>();

  constructor(assembled: Assembled, outside: Outside) {
    this.#assembled = assembled;
    this.outside = outside;
  }

  serve(address: Address, definitions: readonly Definition[], protocols?: readonly [number, number]): Promise<void> {
    this.#assembled.deploy(() => definitions, {
      how: 'new',
      uri: uriOf(address),
      register: false,
      ...(protocols !== undefined && { protocols: { min: protocols[0], max: protocols[1] } }),
    });
    return Promise.resolve();
  }

  register(address: Address, options: RegisterOptions = {}): Promise<Registration> {
    const answer = this.#operated(() => this.#assembled.server.admin.register(uriOf(address), options));
    const id = textField(json(answer), 'id');
    if (options.dryRun !== true && id !== '' && !this.#addresses.has(id)) this.#addresses.set(id, address);
    return Promise.resolve(registration(answer));
  }

  update(
    of: Address,
    { to, ...change }: { readonly to?: Address; readonly overwrite?: boolean },
  ): Promise<Registration> {
    const uri = to === undefined ? {} : { uri: uriOf(to) };
    const update = (): AdminResponse =>
      this.#assembled.server.admin.updateDeployment(this.idOf(of), { ...uri, ...change });
    return Promise.resolve(registration(this.#operated(update)));
  }

  remove(of: Address, options: { readonly force?: boolean } = {}): Promise<number> {
    const remove = (): AdminResponse => this.#assembled.server.admin.removeDeployment(this.idOf(of), options);
    return Promise.resolve(this.#operated(remove).status);
  }

  idOf(address: Address): string {
    const [id] = [...this.#addresses].findLast(([, of]) => of === address) ?? [];
    if (id === undefined) throw new Error(`nothing was registered at ${address}`);
    return id;
  }

  pinned(row: InvocationRow | undefined): Address | null {
    return this.#addresses.get(row?.deployment ?? '') ?? null;
  }

  latest(service: string): Promise<Latest | undefined> {
    const latest = this.#assembled.server.deployments.latest(service);
    return Promise.resolve(
      latest && { address: this.#addresses.get(latest.deployment.id) ?? null, revision: latest.revision },
    );
  }

  /** Nothing of the world outlives its case. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** What an operator does to the whole server conflicts with every step. */
  #operated(act: () => AdminResponse): AdminResponse {
    this.#assembled.world.trace.enter(FROM_OUTSIDE);
    return act();
  }
}

const uriOf = (address: Address): string => `http://${address.toLowerCase()}:9080/`;

function registration(answer: AdminResponse): Registration {
  const body = json(answer);
  const code = field(body, 'restate_code');
  const services = field(body, 'services');
  const revisions = Array.isArray(services)
    ? services.map((service: Json) => [textField(service, 'name'), Number(field(service, 'revision'))] as const)
    : [];
  return {
    status: answer.status,
    code: typeof code === 'string' ? code : null,
    revisions: Object.fromEntries(revisions),
  };
}

const json = ({ body }: AdminResponse): Json => (body ?? null) as Json;
