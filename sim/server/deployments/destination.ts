import type { BoundHandler } from '../../attempt/definition.ts';
import type { ProtocolVersion } from '../../attempt/attempt.ts';
import type { Deployment } from './deployment.ts';

/** Where one attempt runs. Does not change while it lives, whatever is registered meanwhile. */
export interface Destination {
  readonly deployment: Pick<Deployment, 'id' | 'number' | 'uri'>;
  readonly protocol: ProtocolVersion;
  /** What the process has bound now. */
  readonly handler: BoundHandler;
  readonly options: AttemptOptions;
}

/** What the server looks up again for each attempt, as the deployment has registered it. */
export interface AttemptOptions {
  /** Undefined: the server's default. */
  readonly inactivityTimeoutMs: number | undefined;
  readonly abortTimeoutMs: number;
  readonly enableLazyState: boolean;
}

/** What pins an invocation: all its later attempts go there. */
export interface Pin {
  /** Id of the deployment, which may have been removed since. */
  readonly deployment: string;
  readonly protocol: ProtocolVersion;
}
