import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import type { Address } from '../../conformance/deployments/port.ts';
import type { IngressRequest, Reply, Status, Trouble } from '../../conformance/driver.ts';
import { definitionsOf, type Options } from '../engines/definitions.ts';
import { Interpreter, objectKey, scopeIn, type Surroundings } from '../engines/interpreter.ts';
import { SLOTS, type OperationProgram, type Program } from '../engines/program.ts';
import { nextVersion, type UpgradeProgram } from '../engines/upgrade.ts';
import { inCallOrder, linesOf, type SeenInvocation } from './outcome.ts';
import { answerOf, limitKeyHeader, pathOf } from './requests.ts';
import type { Stage } from './stage.ts';

/**
 * Runs a program until it waits at a gate, brings its next version by its route, and opens the gate.
 * @param tag is part of the names of its services, as other programs run on the same server
 * @param inactivityMs after which an attempt that waits is suspended
 * @returns what it came to, in lines that are the same for the same outcome
 */
export async function playUpgrade(
  stage: Stage,
  program: Program,
  upgrade: UpgradeProgram,
  tag: string,
  inactivityMs: number,
): Promise<readonly string[]> {
  try {
    return await new UpgradePlay(stage, program, upgrade, tag, inactivityMs).lines();
  } finally {
    await stage.deployments.close();
  }
}

/** Statuses in which an invocation stays until something from outside moves it. */
const REST: ReadonlySet<Status> = new Set(['completed', 'paused', 'suspended', 'pending']);
const LOOK_MS = 40;
/** How often it must look the same: longer than what programs sleep, and what the server takes for its messages. */
const SAME_LOOKS = 7;
const MAX_LOOKS = 500;

class UpgradePlay {
  readonly #stage: Stage;
  readonly #upgrade: UpgradeProgram;
  readonly #tag: string;
  readonly #inactivityMs: number;
  readonly #versions: readonly [Program, Program];
  readonly #services: readonly string[];
  readonly #around: Surroundings;
  /** Awakeables of the gates that were reached, and whether they were opened. */
  readonly #gates = new Map<string, boolean>();
  readonly #roots: string[] = [];
  readonly #said: Reply[] = [];

  constructor(stage: Stage, program: Program, upgrade: UpgradeProgram, tag: string, inactivityMs: number) {
    this.#stage = stage;
    this.#upgrade = upgrade;
    this.#tag = tag;
    this.#inactivityMs = inactivityMs;
    this.#versions = [program, nextVersion(program).program];
    this.#services = [...new Set(SLOTS.map(({ service }) => this.#nameOf(service)))];
    this.#around = {
      effect: () => Promise.reject(new Error('sequential programs reach for nothing outside')),
      reached: new Map(),
      gate: (id) => {
        if (!this.#gates.has(id)) this.#gates.set(id, false);
      },
      nameOf: (service) => this.#nameOf(service),
    };
  }

  async lines(): Promise<readonly string[]> {
    await this.#serve('A', 1);
    await this.#stage.deployments.register('A');
    const { operations } = this.#versions[0];
    for (const [index, operation] of operations.entries()) {
      await this.#send(operation, index);
      await this.#rest();
      if (index === this.#upgrade.operation % operations.length) await this.#deploy();
      await this.#openGates();
    }
    const outputs: Reply[] = [];
    for (const id of this.#roots) {
      outputs.push(await this.#stage.ingress({ method: 'GET', path: `/restate/invocation/${id}/output` }));
    }
    const invocations = await inCallOrder(this.#roots, (id) => this.#look(id));
    const troubles: string[] = [];
    for (const [place, { id }] of invocations.entries()) {
      const own = (await this.#stage.troublesOf(id)).map(troubleText);
      troubles.push(`troubles ${place}: ${own.join('; ')}`);
    }
    const state = await this.#stage.stateOf(this.#services);
    const answers = [...this.#said, ...outputs].map(answerOf);
    return [...linesOf({ answers, invocations, state }), ...troubles];
  }

  async #deploy(): Promise<void> {
    const { route, way } = this.#upgrade;
    const { deployments } = this.#stage;
    const isInPlace = route === 'in-place' || (route === 'rollback' && way === 'in-place');
    await this.#serve(isInPlace ? 'A' : 'B', 2);
    // What is replaced in place may be discovered again, or not.
    if (!isInPlace) await deployments.register('B');
    else if (route === 'rollback' || way === 'in-place') await deployments.register('A', { force: true });
    await this.#rest();
    if (route === 'in-place' || route === 'new') return;
    if (!isInPlace) await this.#resumeAll('latest');
    if (route === 'resume') return;
    if (isInPlace) {
      await this.#openGates();
      await this.#serve('A', 1);
    }
    await deployments.register('A', { force: true });
    await this.#rest();
    await this.#resumeAll(isInPlace ? undefined : 'A');
  }

  /** What an operator does with all that is in flight, one after another. */
  async #resumeAll(to: 'latest' | 'A' | undefined): Promise<void> {
    const deployment = to === 'A' ? this.#stage.deployments.idOf('A') : to;
    for (const { id } of await inCallOrder(this.#roots, (one) => this.#look(one))) {
      const status = (await this.#stage.look(id))?.status;
      if (status !== 'paused' && status !== 'suspended') continue;
      const reply = await this.#stage.admin({ type: 'resume', id, ...(deployment !== undefined && { deployment }) });
      this.#said.push({ ...reply, headers: {}, body: '' });
      await this.#rest();
    }
  }

  /** Completes what gates await, until no other one is reached. */
  async #openGates(): Promise<void> {
    for (let gate = this.#closedGate; gate !== undefined; gate = this.#closedGate) {
      this.#gates.set(gate, true);
      const headers = { 'content-type': 'application/json' };
      const path = `/restate/awakeables/${gate}/resolve`;
      this.#said.push(await this.#stage.ingress({ method: 'POST', path, headers, body: '"open"' }));
      await this.#rest();
    }
  }

  get #closedGate(): string | undefined {
    return [...this.#gates].find(([, isOpen]) => !isOpen)?.[0];
  }

  async #send({ slot, key, ...operation }: OperationProgram, index: number): Promise<void> {
    const target = SLOTS[slot];
    if (target === undefined) return;
    const middle = target.kind === 'service' ? '' : `${objectKey(key)}/`;
    const where = scopeIn(operation, this.#around);
    const request: IngressRequest = {
      method: 'POST',
      path: pathOf(`${this.#nameOf(target.service)}/${middle}${target.handler}`, where, 'send'),
      headers: { 'content-type': 'application/json', ...limitKeyHeader(where) },
      body: JSON.stringify(['from outside', index]),
    };
    const reply = await this.#stage.ingress(request);
    this.#said.push(reply);
    const id = reply.headers['x-restate-id'];
    if (id !== undefined && !this.#roots.includes(id)) this.#roots.push(id);
  }

  /** Waits until nothing moves any more. */
  async #rest(): Promise<void> {
    let before = '';
    let same = 0;
    for (let looks = 0; same < SAME_LOOKS; looks++) {
      if (looks === MAX_LOOKS) throw new Error('the program does not come to an end');
      await this.#stage.sleep(LOOK_MS);
      const { mark, statuses } = await this.#stage.standing(this.#services);
      same = mark === before && statuses.every((status) => REST.has(status)) ? same + 1 : 0;
      before = mark;
    }
  }

  async #look(id: string): Promise<SeenInvocation> {
    const seen = await this.#stage.look(id);
    const journal = heard(await this.#stage.journalOf(id));
    if (seen === undefined) return { id, target: '', result: 'unknown', journal };
    const { target, status, result, deployment } = seen;
    const address = this.#stage.deployments.pinned({ id, status, handler: '', deployment }) ?? 'nowhere';
    return { id, target, result: `${status} ${result}, pinned to ${address}`, journal };
  }

  #serve(address: Address, version: 1 | 2): Promise<void> {
    const program = this.#versions[version - 1] ?? this.#versions[0];
    const options = (slot: number): Options => this.#options(program, slot);
    const body = (slot: number) => {
      const handler = program.handlers[slot];
      return (ctx: unknown, input: unknown): Promise<unknown> =>
        handler === undefined
          ? Promise.resolve(null)
          : new Interpreter(ctx, slot, [`v${version}`, input], this.#around).run(handler);
    };
    const definitions = definitionsOf(program, options, body, (name) => this.#nameOf(name), RETRIED);
    return this.#stage.deployments.serve(address, definitions);
  }

  #options({ handlers }: Program, slot: number): Options {
    return {
      inactivityTimeout: this.#inactivityMs,
      retryPolicy: { ...RETRIED.retryPolicy, onMaxAttempts: handlers[slot]?.exhausted ?? 'pause' },
    };
  }

  #nameOf(service: string): string {
    return `${service}-${this.#tag}`;
  }
}

/** Also for a handler that a new version does not have. */
const RETRIED = {
  retryPolicy: { initialInterval: 20, maxInterval: 20, maxAttempts: 3, onMaxAttempts: 'pause' },
} as const;

/**
 * Without what completes an awakeable again: other code can take the awakeable of a gate for its own. It is not heard, and
 * whether it comes before the next command is up to the server.
 */
function heard(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  const seen = new Set<number>();
  return journal.filter((entry) => {
    if (entry.kind === 'command' || entry.notification.type !== 'signal') return true;
    const { signal } = entry.notification;
    if (!('index' in signal)) return true;
    const isFirst = !seen.has(signal.index);
    seen.add(signal.index);
    return isFirst;
  });
}

function troubleText(trouble: Trouble): string {
  const failure = trouble.type === 'paused' ? trouble.failure : trouble;
  const head = trouble.type === 'paused' ? 'paused' : '';
  if (failure === undefined) return head;
  // The words of a mismatch are those of an engine.
  const why = failure.code === 570 ? '' : ` ${failure.message}`;
  return `${head} ${failure.code} ${failure.doc ?? ''}${why}`.trim();
}
