import type { Deployments, Latest, Registration } from '../deployments/port.ts';
import type { Outside } from '../outside.ts';

/** The simulator has one deployment, which cannot be changed. */
export class SimulatorDeployments implements Deployments {
  get outside(): Outside {
    throw new Error(ABSENT);
  }

  serve(): Promise<void> {
    return Promise.reject(new Error(ABSENT));
  }

  register(): Promise<Registration> {
    return Promise.reject(new Error(ABSENT));
  }

  update(): Promise<Registration> {
    return Promise.reject(new Error(ABSENT));
  }

  remove(): Promise<number> {
    return Promise.reject(new Error(ABSENT));
  }

  idOf(): string {
    throw new Error(ABSENT);
  }

  pinned(): null {
    return null;
  }

  latest(): Promise<Latest | undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const ABSENT = 'Deployments are not simulated.';
