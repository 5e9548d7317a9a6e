import { stepOf } from '../../core/address.ts';
import type { Assembled, Assembly } from '../run/assemble.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DeployHow } from './plan.ts';

/** What belongs to an upgrade, as traces name it among the troubles. */
export type Move = `deploy ${DeployHow}` | 'roll back';

export function isMove(trouble: string): trouble is Move {
  return trouble === 'roll back' || trouble.startsWith('deploy ');
}

/** The two versions of the services of a run. */
type Versions = Pick<Scenario, 'services' | 'upgrade'>;

/** Carries out the upgrade of a run: one deploy of the new version, and one roll-back after it. */
export class Upgrading {
  readonly #assembled: Assembled;
  readonly #versions: Versions;
  readonly #waiting: (() => void)[] = [];
  #how: DeployHow | undefined;
  #isRefused = false;
  #isRolledBack = false;

  constructor(assembled: Assembled, versions: Versions) {
    this.#assembled = assembled;
    this.#versions = versions;
  }

  /** How the new version arrived; undefined before it has. */
  get how(): DeployHow | undefined {
    return this.#how;
  }

  /** Calls back when the new version has arrived: at once, or in the step in which it arrives. */
  afterwards(act: () => void): void {
    if (this.#how === undefined) this.#waiting.push(act);
    else act();
  }

  /** @returns why a move means nothing now; undefined when it can be made */
  refusal(move: Move): string | undefined {
    if (this.#versions.upgrade === undefined) return 'the scenario has no `upgrade`';
    if (this.#isRefused) return 'the server refused the new version before';
    if (move !== 'roll back') return this.#how === undefined ? undefined : 'the new version was deployed before';
    if (this.#how === undefined) return 'the new version was not deployed before';
    return this.#isRolledBack ? 'the old version was deployed again before' : undefined;
  }

  /** Deploys the new version, or the old one again in the way in which the new one arrived. */
  make(move: Move): void {
    const { upgrade, services } = this.#versions;
    if (upgrade === undefined || this.refusal(move) !== undefined) return;
    if (move === 'roll back') {
      this.#isRolledBack = true;
      this.#bring(services, this.#how ?? 'new');
      return;
    }
    const how = howOf(move);
    this.#isRefused = !this.#bring(upgrade.to, how);
    if (this.#isRefused) return;
    this.#how = how;
    for (const act of this.#waiting.splice(0)) act();
  }

  /** @returns whether the server has registered it */
  #bring(make: Assembly['services'], how: DeployHow): boolean {
    // What is replaced in place is registered again, as `restate deployments register --force` does.
    const { status } = this.#assembled.deploy(make, how === 'in-place' ? { how, force: true } : { how: 'new' });
    if (status >= 400) return false;
    if (how === 'resume') this.#resumeAll();
    return true;
  }

  /** What an operator does who moves all that is in flight: what runs or backs off has to be paused first. */
  #resumeAll(): void {
    const { admin, invocations, world } = this.#assembled.server;
    world.trace.listen((event) => {
      if (event.type === 'paused') this.#resumeSoon(event.invocation);
    });
    for (const { id, status } of invocations.values()) {
      if (status === 'suspended' || status === 'paused') admin.resume(id, LATEST);
      else if (status === 'running' || status === 'ready' || status === 'backing-off') admin.pause(id);
    }
  }

  /** The operator sees that it is paused; one that has paused itself stays so. */
  #resumeSoon(address: string): void {
    const { admin, invocations, world } = this.#assembled.server;
    world.agenda.add({
      chain: `operator ${address}`,
      address: stepOf(address, 'moved'),
      footprint: { reads: ['clock'], writes: ['world'] },
      runsUserCode: false,
      perform: () => {
        for (const { id, status, pausedFromOutside, address: own } of invocations.values()) {
          if (own === address && status === 'paused' && pausedFromOutside) admin.resume(id, LATEST);
        }
      },
    });
  }
}

const LATEST = { deployment: 'latest' } as const;

function howOf(move: Exclude<Move, 'roll back'>): DeployHow {
  return move === 'deploy new' ? 'new' : move === 'deploy in-place' ? 'in-place' : 'resume';
}
