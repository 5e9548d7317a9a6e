import { refused, type AdminResponse } from '../admin-response.ts';
import { deploymentIdProblem } from '../id-problem.ts';
import type { Invocation } from '../invocation.ts';
import type { Deployment } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import type { Pin } from './destination.ts';

/** On which deployment an operator lets an invocation go on: the one that it is pinned to, the latest of its service, or an id. */
export type DeploymentChoice = 'keep' | 'latest' | (string & {});

/** What an operator is about to do. */
type Purpose = 'resume' | 'restart as new';

/** The pin that an invocation gets, undefined for none; or why it cannot have the one that was requested. */
export type Repinned = { readonly pin: Pin | undefined } | { readonly refusal: AdminResponse };

/**
 * Chooses the deployment on which an operator lets an invocation go on.
 * Rules: docs/internals/upgrade-semantics.md#resume and docs/internals/upgrade-semantics.md#restart-as-new
 */
export class Repinning {
  readonly #deployments: Pick<Deployments, 'byId' | 'latest'>;

  constructor(deployments: Pick<Deployments, 'byId' | 'latest'>) {
    this.#deployments = deployments;
  }

  /** @returns why the parameter cannot be read; undefined when it can */
  problem(choice: DeploymentChoice): AdminResponse | undefined {
    const problem = isKeep(choice) || isLatest(choice) ? undefined : deploymentIdProblem(choice);
    return problem === undefined
      ? undefined
      : refused(400, `The query parameter 'deployment' is invalid. Reason: ${problem.words}`);
  }

  /** For an invocation that is paused or suspended. */
  resumed({ id, origin, pinned }: Invocation, choice: DeploymentChoice): Repinned {
    if (isKeep(choice)) return { pin: pinned };
    // Its next attempt goes to the latest by itself.
    if (pinned === undefined) return isLatest(choice) ? { pin: undefined } : { refusal: fixed(id) };
    return this.#moved(id, this.#chosen(origin.target.service, choice), pinned, 'resume');
  }

  /** For an invocation that has completed, and begins as a new one. */
  restarted({ id, origin, pinned }: Invocation, choice: DeploymentChoice): Repinned {
    if (isKeep(choice)) return { pin: pinned };
    return this.#moved(id, this.#chosen(origin.target.service, choice), pinned, 'restart as new');
  }

  #chosen(service: string, choice: DeploymentChoice): Deployment | undefined {
    return isLatest(choice) ? this.#deployments.latest(service)?.deployment : this.#deployments.byId(choice);
  }

  #moved(id: string, to: Deployment | undefined, pinned: Pin | undefined, purpose: Purpose): Repinned {
    if (to === undefined) return { refusal: notFound(id, purpose) };
    if (pinned === undefined) return { pin: undefined };
    const { min, max } = to.protocols;
    if (pinned.protocol < min || pinned.protocol > max) return { refusal: incompatible(id, pinned, to) };
    return { pin: { ...pinned, deployment: to.id } };
  }
}

/** The server knows these two with a capital letter, too. */
export function isKeep(choice: DeploymentChoice): boolean {
  return choice === 'keep' || choice === 'Keep';
}

function isLatest(choice: DeploymentChoice): boolean {
  return choice === 'latest' || choice === 'Latest';
}

/** An invocation that runs, or is not pinned, cannot be given another deployment. */
export const fixed = (id: string): AdminResponse =>
  refused(
    409,
    `The invocation '${id}' is still running or the deployment id is not pinned yet, deployment id cannot be changed.`,
  );

const notFound = (id: string, purpose: Purpose): AdminResponse =>
  refused(400, `The given deployment was not found when trying to ${purpose} the invocation '${id}'.`);

function incompatible(id: string, { protocol }: Pin, { id: deployment, protocols }: Deployment): AdminResponse {
  return refused(
    400,
    `The invocation '${id}' is running on protocol version '${protocol}', while the chosen deployment '${deployment}' ` +
      `supports the range ${protocols.min}..=${protocols.max}.`,
  );
}
