import { setTimeout as wait } from 'node:timers/promises';
import { textOf, type AdminApi, type JsonObject } from '../../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import type { DeployHow, Json, PlannedOperation } from '../../../../sim/simulation/faults/plan.ts';
import type { OperationSpec } from '../../../../sim/simulation/scenario/operation-spec.ts';
import { outcomeFrom, type Fate, type Outcome } from './outcomes.ts';
import type { Prefix } from './simulated.ts';
import { scenarioOfSubject, type Subject } from './subject.ts';
import { TappedEndpoint, type ServedMoment } from './tapped-endpoint.ts';

/** A server with its two interfaces. */
export interface Place {
  readonly ingressUrl: string;
  readonly admin: AdminApi;
}

/** @returns what a deploy at a prefix comes to on a real server, or why that is undecided */
export async function deployed(
  place: Place,
  subject: Subject,
  prefix: Prefix,
  how: DeployHow,
): Promise<Outcome | string> {
  await using rollout = await RealRollout.begin(place, subject, prefix, how);
  return await rollout.end();
}

class RealRollout implements AsyncDisposable {
  readonly #place: Place;
  readonly #subject: Subject;
  readonly #prefix: Prefix;
  readonly #how: DeployHow;
  readonly #names: string;
  /** What the outside world calls for a workflow that waits for a promise. */
  readonly #requests: readonly OperationSpec[];
  readonly #asked = new Set<OperationSpec>();
  readonly #resolved = new Set<string>();
  /** Invocations that an operator is about to move. */
  readonly #moving = new Set<string>();
  /** Awakeables that only simulated runs have created. */
  readonly #simulated: number;
  #old!: TappedEndpoint;
  #next!: TappedEndpoint;
  #isDeployed = false;
  #isOver = false;

  static async begin(place: Place, subject: Subject, prefix: Prefix, how: DeployHow): Promise<RealRollout> {
    const rollout = new RealRollout(place, subject, prefix, how);
    rollout.#old = await TappedEndpoint.start((moment) => rollout.#at(moment));
    rollout.#next = await TappedEndpoint.start(() => Promise.resolve());
    rollout.#old.replace(subject.old);
    rollout.#next.replace(subject.next);
    await rollout.#register(rollout.#old);
    return rollout;
  }

  private constructor(place: Place, subject: Subject, prefix: Prefix, how: DeployHow) {
    this.#place = place;
    this.#subject = subject;
    this.#prefix = prefix;
    this.#how = how;
    this.#simulated = subject.awakeables.length;
    this.#requests = scenarioOfSubject(subject, 'new').outside?.requests ?? [];
    const names = [...subject.old, ...subject.next].map(({ name }) => `'${name}'`);
    this.#names = [...new Set(names)].join(', ');
  }

  async end(): Promise<Outcome | string> {
    const [operation] = this.#prefix.plan.operations;
    if (operation === undefined) return 'there is no request';
    await this.#send(operation);
    const rows = await this.#settled();
    if (!this.#isDeployed) return 'the prefix was not reached on the server';
    if (rows.some((row) => BUSY.has(textOf(row, 'status')))) return 'something still ran when the time was over';
    if (rows.some(({ status }) => status === 'scheduled'))
      return 'a message is delayed for longer than a comparison takes';
    return this.#outcome(rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#old[Symbol.asyncDispose]();
    await this.#next[Symbol.asyncDispose]();
    for (const row of await this.#rows()) {
      const id = textOf(row, 'id');
      if (row['status'] !== 'completed') await this.#place.admin.perform({ type: 'kill', id });
    }
  }

  async #at({ handler, nth, entry, phase }: ServedMoment): Promise<void> {
    const { standing, nth: wanted } = this.#prefix;
    const { point } = standing;
    if (this.#isDeployed || handler !== standing.handler || nth !== wanted) return;
    // In which attempt that is depends on how long an attempt waits until it suspends.
    if (entry !== point.entry || phase !== point.phase) return;
    // What was written has to be stored.
    if (phase !== 'before') await wait(STORED_MS);
    this.#isDeployed = true;
    if (this.#how === 'in-place') {
      this.#old.replace(this.#subject.next);
      await this.#register(this.#old, { force: true });
      return new Promise(() => undefined);
    }
    await this.#register(this.#next);
    if (this.#how === 'resume') await this.#moveAll();
  }

  async #register({ url }: TappedEndpoint, more: { readonly force?: true } = {}): Promise<void> {
    const { status, body } = await this.#place.admin.request('POST', '/deployments', { uri: url, ...more });
    if (status >= 300) throw new Error(`${status} ${body}`);
    // The ingress and the workers learn of it a moment later.
    await wait(KNOWN_MS);
  }

  /** What runs or backs off has to be paused first. */
  async #moveAll(): Promise<void> {
    const { admin } = this.#place;
    for (const row of await this.#rows()) {
      const [id, status] = [textOf(row, 'id'), textOf(row, 'status')];
      if (status === 'suspended' || status === 'paused') await this.#resume(id);
      else if (['running', 'ready', 'backing-off'].includes(status)) {
        await admin.perform({ type: 'pause', id });
        this.#moving.add(id);
        void this.#resumeOncePaused(id).finally(() => this.#moving.delete(id));
      }
    }
  }

  async #resumeOncePaused(id: string): Promise<void> {
    for (let tries = 0; tries < 150 && !this.#isOver; tries++) {
      const [row] = await this.#place.admin.query(`SELECT status FROM sys_invocation WHERE id = '${id}'`);
      if (row === undefined || row['status'] === 'completed') return;
      if (row['status'] === 'paused') return this.#resume(id);
      await wait(POLL_MS);
    }
  }

  async #resume(id: string): Promise<void> {
    await this.#place.admin.perform({ type: 'resume', id, deployment: 'latest' });
  }

  async #send({ service, key, handler, input }: PlannedOperation): Promise<void> {
    await this.#request([service, key, handler, 'send'], input);
  }

  async #request(path: readonly (string | undefined)[], input: Json | undefined): Promise<number> {
    const url = [
      this.#place.ingressUrl,
      ...path.flatMap((each) => (each === undefined ? [] : encodeURIComponent(each))),
    ];
    const body =
      input === undefined ? {} : { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } };
    return (await exchange(url.join('/'), { method: 'POST', ...body })).status;
  }

  /** Waits until nothing has changed for a while, and answers what handlers wait for until then. */
  async #settled(): Promise<readonly JsonObject[]> {
    const end = performance.now() + LIMIT_MS;
    let [known, since] = ['', performance.now()];
    for (;;) {
      await wait(POLL_MS);
      const rows = await this.#rows();
      const now = JSON.stringify(rows);
      if (now !== known) [known, since] = [now, performance.now()];
      const still = performance.now() - since;
      if ((rows.length > 0 && this.#moving.size === 0 && still > patienceFor(rows)) || performance.now() > end)
        return rows;
      if (still > ANSWER_MS && (await this.#answer(rows))) since = performance.now();
    }
  }

  /** Resolves awakeables that have become known, or calls a shared handler of a workflow that waits, each one time. @returns whether it did */
  async #answer(rows: readonly JsonObject[]): Promise<boolean> {
    const { hints, awakeables } = this.#subject;
    const waiting = rows.filter(({ status }) => status === 'suspended');
    const known = this.#resolved.size + this.#asked.size;
    for (const row of waiting) {
      const stored = await this.#place.admin.query(`SELECT raw FROM sys_journal WHERE id = '${textOf(row, 'id')}'`);
      const texts = stored.map((each) => Buffer.from(textOf(each, 'raw'), 'hex').toString('latin1'));
      const seen = texts.flatMap((text) => text.match(/sign_1[\w-]{38}/g) ?? []);
      const value = hints.awakeables?.[handlerIn(row)]?.[0] ?? 'v2';
      for (const awakeable of [...seen, ...awakeables.slice(this.#simulated)]) await this.#resolve(awakeable, value);
    }
    const workflow = waiting.find((row) => textOf(row, 'target_handler_name') === 'run');
    const [service, key] = [textOf(workflow, 'target_service_name'), textOf(workflow, 'target_service_key')];
    const request = this.#requests.find((each) => each.service === service && !this.#asked.has(each));
    if (request !== undefined) {
      this.#asked.add(request);
      // A response may never come.
      await this.#request([service, key, request.handler, 'send'], request.input);
    }
    return this.#resolved.size + this.#asked.size > known;
  }

  async #resolve(awakeable: string, value: Json): Promise<void> {
    if (this.#resolved.has(awakeable)) return;
    const status = await this.#request(['restate', 'awakeables', awakeable, 'resolve'], value);
    if (status < 300) this.#resolved.add(awakeable);
  }

  #rows(): Promise<readonly JsonObject[]> {
    return this.#place.admin.query(
      'SELECT id, status, target_service_name, target_service_key, target_handler_name, completion_failure, retry_count, journal_size ' +
        `FROM sys_invocation WHERE target_service_name IN (${this.#names}) ORDER BY id`,
    );
  }

  async #outcome(rows: readonly JsonObject[]): Promise<Outcome> {
    const ids = rows.map((row) => `'${textOf(row, 'id')}'`).join(', ');
    const events = await this.#place.admin.query(
      `SELECT id, event_json FROM sys_journal_events WHERE event_type = 'TransientError' AND id IN (${ids})`,
    );
    const diverged = events
      .filter((event) => /"error_code":570\b/.test(textOf(event, 'event_json')))
      .map(({ id }) => handlerIn(rows.find((row) => row['id'] === id)));
    const [operation] = this.#prefix.plan.operations;
    // The simulator leaves out what its outside world requests, too.
    const outside = new Set(this.#requests.map(({ service, handler }) => `${service}/${handler}`));
    const own = rows.filter(
      (row) => !outside.has(handlerIn(row)) || textOf(row, 'target_handler_name') === operation?.handler,
    );
    return outcomeFrom(
      own.map((row) => [handlerIn(row), fateIn(row)] as const),
      new Set(diverged),
    );
  }
}

function handlerIn(row: JsonObject | undefined): string {
  return `${textOf(row, 'target_service_name')}/${textOf(row, 'target_handler_name')}`;
}

function fateIn(row: JsonObject): Fate {
  const failure = /^\[(\d+)/.exec(textOf(row, 'completion_failure'))?.[1];
  if (row['status'] === 'completed') return failure === undefined ? 'completed' : `failed ${Number(failure)}`;
  return row['status'] === 'paused' || row['status'] === 'backing-off' ? 'stuck' : 'waits';
}

/** For how long nothing may change until an invocation counts as settled: an attempt takes its time on a busy machine. */
function patienceFor(rows: readonly JsonObject[]): number {
  const is = (...statuses: readonly string[]): boolean => rows.every((row) => statuses.includes(textOf(row, 'status')));
  if (is('completed', 'paused')) return OVER_MS;
  return is('completed', 'paused', 'suspended', 'scheduled') ? STILL_MS : BUSY_MS;
}

const BUSY: ReadonlySet<string> = new Set(['running', 'ready', 'pending']);

const POLL_MS = 60;
const STORED_MS = 60;
const KNOWN_MS = 150;
const OVER_MS = 500;
const ANSWER_MS = 250;
/** Longer than any wait of the services, except for timeouts, that nothing comes before. */
const STILL_MS = 2_500;
const BUSY_MS = 8_000;
const LIMIT_MS = 40_000;
