import type { ServerVersion } from '../../../../sim/core/server-version.ts';
import type { ServerMode } from '../../../../sim/real-server/room.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';

/** How the modelled server is set up where the real one is, and when what waits is suspended in programs that are upgraded. */
export interface Mode {
  readonly real: ServerMode;
  readonly model: Partial<ServerOptions>;
  readonly inactivityMs: number;
  readonly version: ServerVersion;
  /** The rule book of a server that has scopes. Calls within one limit wait until their caller is suspended. */
  readonly limits?: Readonly<Record<string, number>> | undefined;
}
