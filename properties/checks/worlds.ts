import type { CheckedWorld } from './world.ts';
import { assertionWorlds, effectWorlds } from './worlds/effects.ts';
import { arrivalWorlds, exclusivityWorlds } from './worlds/exclusivity.ts';
import { linearizabilityWorlds } from './worlds/linearizability.ts';
import { livenessWorlds } from './worlds/liveness.ts';
import { ownLockWorlds } from './worlds/own-lock.ts';
import { replayWorlds } from './worlds/replay.ts';
import { sharedReadWorlds, tornReadWorlds } from './worlds/shared-reads.ts';

/** Every world that was built for a check, by what the check is about. */
export const WORLDS: Readonly<Record<string, readonly CheckedWorld[]>> = {
  exclusivity: exclusivityWorlds,
  'order of arrival': arrivalWorlds,
  'shared reads': sharedReadWorlds,
  'torn reads': tornReadWorlds,
  linearizability: linearizabilityWorlds,
  liveness: [...livenessWorlds, ...ownLockWorlds],
  replay: replayWorlds,
  effects: effectWorlds,
  assertions: assertionWorlds,
};
