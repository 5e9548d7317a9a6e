import type { ServerVersion } from '../core/server-version.ts';

/**
 * Settings that make the installed restate-server, which is a 1.7, behave like a version, by their environment names. What 1.8
 * enables by default, 1.7 has behind flags; what 1.8 fixed is not among them.
 */
export const VERSION_SETTINGS: Readonly<Record<ServerVersion, Readonly<Record<string, string>>>> = {
  '1.7': {},
  '1.8': {
    RESTATE_EXPERIMENTAL_ENABLE_VQUEUES: 'true',
    RESTATE_EXPERIMENTAL_ENABLE_SCOPED_VIRTUAL_OBJECTS: 'true',
    RESTATE_EXPERIMENTAL_ENABLE_INVOKER_YIELD: 'true',
    RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: 'true',
    RESTATE_EXPERIMENTAL_ENABLE_UNIQUE_RANDOM_SEEDS: 'true',
  },
};
