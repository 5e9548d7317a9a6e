import * as fc from 'fast-check';
import { UPGRADE_ROUTES } from '../../../../sim/simulation/scenario/upgrade.ts';
import { SLOTS, type Op } from './program.ts';
import { EDITS, type EditProgram, type UpgradeProgram } from './upgrade.ts';

/**
 * Generates new versions of programs.
 * @param op what may be inserted
 * @param isFar whether a combinator may become one that leaves what it does not await
 */
export function upgradeProgram(op: fc.Arbitrary<Op>, isFar: fc.Arbitrary<boolean>): fc.Arbitrary<UpgradeProgram> {
  return fc.record({
    edits: fc.array(editProgram(op, isFar), { minLength: 1, maxLength: 3 }),
    route: fc.constantFrom(...UPGRADE_ROUTES),
    operation: fc.nat(3),
    point: fc.option(
      fc.record({
        path: fc.constantFrom('', '', '', '', '', '/1', '/2'),
        attempt: fc.constantFrom(1, 1, 1, 1, 1, 2),
        entry: fc.constantFrom(0, 1, 1, 1, 2, 2, 3, 4),
        phase: fc.constantFrom('before', 'inside', 'after'),
      }),
      { nil: undefined, freq: 2 },
    ),
    atMs: fc.constantFrom(0, 0, 1, 30, 150, 400),
    way: fc.constantFrom('new', 'in-place'),
    backMs: fc.constantFrom(1, 50, 300, 1_000),
  });
}

function editProgram(op: fc.Arbitrary<Op>, isFar: fc.Arbitrary<boolean>): fc.Arbitrary<EditProgram> {
  return fc.record({
    // A body often has no step to rename.
    edit: fc.constantFrom(...EDITS, 'rename step', 'rename step'),
    slot: fc.nat(SLOTS.length - 1),
    isCalled: fc.constantFrom(true, true, true, true, true, false),
    // Near the beginning, which has often been stored when the new version arrives.
    at: fc.constantFrom(0, 0, 1, 1, 2, 3, 4, 5, 7),
    op,
    serde: fc.constantFrom('tagged', 'strict', 'text'),
    isFar,
  });
}
