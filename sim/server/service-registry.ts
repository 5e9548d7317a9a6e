import type { Engine } from '../attempt/attempt.ts';
import type { BoundHandler, BoundService } from '../attempt/definition.ts';
import type { Process } from '../attempt/process.ts';
import type { Target } from '../journal/command.ts';
import type { AttemptStream } from './attempt-stream.ts';

/** The service process behind the server: what is bound, what runs it, and what its code sees as its surroundings. */
export interface Deployment {
  readonly services: ReadonlyMap<string, BoundService>;
  readonly engine: Engine;
  processFor(stream: AttemptStream): Process;
}

/** What the server knows of the deployed services. */
export class ServiceRegistry {
  /** Replaced when the service process has restarted and has created its definitions again. */
  deployment: Deployment;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
  }

  get services(): ReadonlyMap<string, BoundService> {
    return this.deployment.services;
  }

  /** @returns undefined for a service that is not deployed */
  kindOf(service: string): BoundService['kind'] | undefined {
    return this.services.get(service)?.kind;
  }

  /** @returns undefined when there is no such service, or it has no such handler */
  handler(target: Target): BoundHandler | undefined {
    return this.services.get(target.service)?.handlers.get(target.handler);
  }
}
