import type { CheckedWorld } from './world.ts';
import { arrivalWorlds, exclusivityWorlds } from './worlds/exclusivity.ts';
import { sharedReadWorlds, tornReadWorlds } from './worlds/shared-reads.ts';

/** Every world that was built for a check, by what the check is about. */
export const WORLDS: Readonly<Record<string, readonly CheckedWorld[]>> = {
  exclusivity: exclusivityWorlds,
  'order of arrival': arrivalWorlds,
  'shared reads': sharedReadWorlds,
  'torn reads': tornReadWorlds,
};
