import type { Bench } from '../bench.ts';
import type { Failure, Reply, Status } from '../driver.ts';
import { textField, type Json, type JsonObject } from '../json.ts';
import type { Input, Target } from '../ops.ts';
import { linesOf, type Version } from './hands.ts';
import { inShort } from './mismatch.ts';
import type { Address, RegisterOptions, Registration } from './port.ts';
import { definitionsOf, type Services } from './services-of.ts';

/** What a case does with two versions of its services: serves and registers them, and looks at invocations. */
export class Rollout {
  readonly bench: Bench;
  readonly #code: Readonly<Record<Version, Services>>;
  readonly #open = new Set<string>();
  readonly #names = new Map<string, string>();

  constructor(bench: Bench, code: Readonly<Record<Version, Services>>) {
    this.bench = bench;
    this.#code = code;
  }

  /** v1 is served at A and registered. */
  static async begin(bench: Bench, v1: Services, v2: Services): Promise<Rollout> {
    const rollout = new Rollout(bench, { v1, v2 });
    await rollout.serve('A', 'v1');
    await rollout.register('A');
    return rollout;
  }

  /** v2 is served at B and registered. */
  async next(options: RegisterOptions = {}): Promise<Registration> {
    await this.serve('B', 'v2');
    return this.register('B', options);
  }

  /** A version is served at this address, instead of what was served there. */
  async serve(address: Address, version: Version, protocols?: readonly [number, number]): Promise<void> {
    await this.serveOther(address, this.#code[version], version, protocols);
  }

  /** Other code than that of the two versions is served at this address. */
  serveOther(address: Address, code: Services, version: Version, protocols?: readonly [number, number]): Promise<void> {
    const { deployments } = this.bench.driver;
    const common = { outside: deployments.outside, open: this.#open, nameOf: (name: string) => this.nameOf(name) };
    return deployments.serve(address, definitionsOf(code, version, common), protocols);
  }

  register(address: Address, options: RegisterOptions = {}): Promise<Registration> {
    return this.bench.driver.deployments.register(address, options);
  }

  /** The name under which a service of the case is registered. */
  nameOf(service: string): string {
    const known = this.#names.get(service);
    if (known !== undefined) return known;
    const name = this.bench.fresh(service);
    this.#names.set(service, name);
    return name;
  }

  to(service: string, handler: string, key?: string): Target {
    return { service: this.nameOf(service), handler, ...(key !== undefined && { key }) };
  }

  /** Request and response; what it was answered. */
  async call(target: Target, input?: Input): Promise<Json> {
    return (await this.bench.call(target, input)).json;
  }

  send(target: Target, input?: Input, delay?: string): Promise<string> {
    return this.bench.send(target, input, delay === undefined ? {} : { delay });
  }

  /** Lets go what waits at a gate. */
  open(gate: string): void {
    this.#open.add(gate);
  }

  /** Waits until the invocation has come to a gate. */
  async atGate(id: string): Promise<void> {
    await this.bench.line(linesOf.gates(id));
  }

  /** Waits until the invocation has created an awakeable. */
  async awaitsAwakeable(id: string): Promise<void> {
    await this.bench.line(linesOf.awakeables(id));
  }

  /** Resolves the first awakeable that the invocation has created; code whose attempt was given up gets an id that is none. */
  async resolve(id: string, payload: Json = 'ok'): Promise<void> {
    const awakeable = await this.bench.eventually(`an awakeable of ${id}`, () =>
      this.bench
        .lines(linesOf.awakeables(id))
        .map(({ fields }) => textField(fields, 'awakeable'))
        .find((one) => one !== INVALID_AWAKEABLE),
    );
    await this.bench.resolveAwakeable(awakeable, payload);
  }

  /** PATCH resume, with its HTTP status. */
  async resume(id: string, deployment?: 'latest' | 'keep' | Address): Promise<number> {
    return (await this.#resume(id, deployment)).status;
  }

  /** The same with what it says; ids and names as the case gives them. */
  async resumeText(id: string, deployment: string): Promise<string> {
    return this.#said(await this.#resume(id, deployment));
  }

  async restartAsNew(id: string, options: RestartOptions = {}): Promise<Restarted> {
    const { status, body } = await this.#restart(id, options);
    const answer = status === 200 ? (JSON.parse(body) as Json) : null;
    return { status, id: textField(answer, 'new_invocation_id') };
  }

  /** What a restart that is refused says. */
  async restartText(id: string, options: RestartOptions = {}): Promise<string> {
    return this.#said(await this.#restart(id, options));
  }

  /** The output of an invocation, once it has one. */
  async outcome(id: string): Promise<Json> {
    return (await this.bench.attach(id)).json;
  }

  /** The status and message of an invocation that failed. */
  async failure(id: string): Promise<Json> {
    const { status, json } = await this.bench.attach(id);
    return [status, this.plain(inShort(textField(json, 'message')))];
  }

  /** How an invocation ended: its output, the versions that its attempts ran on, and where it is pinned. */
  async end(id: string): Promise<JsonObject> {
    return { answer: await this.outcome(id), path: this.path(id), pinned: await this.pinned(id) };
  }

  /** How an invocation stands that does not end. */
  async stand(id: string, ...statuses: readonly Status[]): Promise<JsonObject> {
    const status = await this.reaches(id, ...statuses);
    return { status, troubles: await this.troubles(id), pinned: await this.pinned(id) };
  }

  async reaches(id: string, ...statuses: readonly Status[]): Promise<Status> {
    return this.bench.reaches(id, ...statuses);
  }

  /** The address of the deployment that the invocation is pinned to. */
  async pinned(id: string): Promise<Address | null> {
    return this.bench.driver.deployments.pinned(await this.bench.driver.invocation(id));
  }

  /** The versions that its attempts ran on, each time that it was another one. */
  path(id: string): readonly Json[] {
    return this.attempts(id).filter((version, index, all) => version !== all[index - 1]);
  }

  /** The versions of all its attempts. */
  attempts(id: string): readonly Json[] {
    return this.bench.lines(linesOf.starts(id)).map(({ fields }) => fields['version'] ?? null);
  }

  /** How often closures of it ran. */
  runs(id: string): number {
    return this.bench.lines(linesOf.runs(id)).length;
  }

  /** Waits until so many of its attempts have started. */
  async attempt(id: string, nth: number): Promise<void> {
    await this.bench.line(linesOf.starts(id), nth);
  }

  /** The deployment and revision that new invocations of a service run on. */
  async latest(service: string): Promise<Json> {
    const latest = await this.bench.driver.deployments.latest(this.nameOf(service));
    return latest === undefined ? null : [latest.address, latest.revision];
  }

  /** Why attempts failed, and pauses, each one time in a row; services by their names in the case. */
  async troubles(id: string): Promise<readonly string[]> {
    const troubles = await this.bench.driver.troublesOf(id);
    const words = ({ doc, code, message }: Failure): string => `${doc ?? code} ${this.plain(inShort(message))}`;
    return troubles
      .flatMap((trouble) => {
        if (trouble.type !== 'paused') return words(trouble);
        return trouble.failure === undefined ? 'paused' : [words(trouble.failure), 'paused'];
      })
      .filter((line, index, all) => line !== all[index - 1]);
  }

  /** A text of the server with the names that the case gives. */
  plain(text: string): string {
    let plain = text.replaceAll(/'?\binv_\w+'?/g, 'INV').replaceAll(/'?\bdp_\w+'?/g, 'DP');
    for (const [name, fresh] of this.#names) plain = plain.replaceAll(fresh, name);
    return plain;
  }

  /** Ends what would be retried on and on. */
  async kill(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.bench.ask('kill', id);
  }

  #resume(id: string, deployment: string | undefined): Promise<Reply> {
    const chosen = deployment === undefined ? {} : { deployment: this.#idOf(deployment) };
    return this.bench.admin({ type: 'resume', id, ...chosen });
  }

  #restart(id: string, { deployment, from }: RestartOptions): Promise<Reply> {
    return this.bench.admin({
      type: 'restart-as-new',
      id,
      ...(deployment !== undefined && { deployment: this.#idOf(deployment) }),
      ...(from !== undefined && { from }),
    });
  }

  #said({ status, body }: Reply): string {
    return `${status} ${this.plain(messageIn(body))}`;
  }

  #idOf(deployment: string): string {
    return ADDRESSES.has(deployment) ? this.bench.driver.deployments.idOf(deployment as Address) : deployment;
  }
}

/** The message of a refusal; a few are plain text. */
function messageIn(body: string): string {
  return body.startsWith('{') ? textField(JSON.parse(body) as Json, 'message') : body;
}

export interface RestartOptions {
  readonly deployment?: string;
  readonly from?: number;
}

export interface Restarted {
  readonly status: number;
  /** Of the new invocation; empty where it was refused. */
  readonly id: string;
}

/** What the SDK gives code as the id of an awakeable when its attempt is closed. */
const INVALID_AWAKEABLE = 'invalid';

const ADDRESSES: ReadonlySet<string> = new Set<Address>(['A', 'B', 'C']);
