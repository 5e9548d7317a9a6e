import { DEFAULT_SERVER_VERSION, SERVER_VERSIONS, type ServerVersion } from '../../../sim/core/server-version.ts';
import type { Case } from './case.ts';
import type { Expectation } from './expectation.ts';

/** What a case expects on a version of the server where that is not its `expect`. */
export interface Differing {
  readonly expect: Expectation;
  readonly exploration?: Case['exploration'];
  /** Whether it was only read in the release notes: an older server, set up like that version, does not show it. */
  readonly announced?: true;
  /** Whether it depends there on when attempts are suspended. */
  readonly suspendsOtherwise?: true;
}

/** @returns the case with another expectation on 1.8, observed on the installed server with the flags of 1.8 */
export function on18(test: Case, expect: Expectation, exploration?: Case['exploration']): Case {
  return { ...test, on: { '1.8': { expect, ...(exploration !== undefined && { exploration }) } } };
}

/** @returns the case with another expectation on 1.8, which its release notes announce */
export function announcedFor18(test: Case, expect: Expectation, more: Pick<Differing, 'suspendsOtherwise'> = {}): Case {
  return { ...test, on: { '1.8': { expect, announced: true, ...more } } };
}

/** @returns the case, which is about one version alone */
export function only(version: ServerVersion, test: Case): Case {
  return { ...test, needs: { ...test.needs, versions: [version] } };
}

/**
 * @returns the cases as a version of the server has to play them
 * @param byFlags whether they are played on a server of another version with the flags of this one, which shows nothing of what is only announced
 */
export function casesOn(version: ServerVersion, cases: readonly Case[], byFlags: boolean = false): readonly Case[] {
  return cases.flatMap((test) => {
    if (!(test.needs.versions ?? SERVER_VERSIONS).includes(version)) return [];
    const differing = version === DEFAULT_SERVER_VERSION ? undefined : test.on?.[version];
    if (differing === undefined) return [test];
    if (byFlags && differing.announced === true) return [];
    const { expect, exploration = test.exploration, suspendsOtherwise } = differing;
    const needs = suspendsOtherwise === true ? { ...test.needs, alwaysSuspend: false } : test.needs;
    return [{ ...test, expect, needs, ...(exploration !== undefined && { exploration }) }];
  });
}
