import { UPGRADE_ROUTES } from '../../../../sim/simulation/scenario/upgrade.ts';
import type { Program } from './program.ts';
import { EDITS, nextVersion } from './upgrade.ts';

/** Counts the upgrades that were made: how often each edit and each route was among them. */
export class UpgradeTally {
  readonly #counts = new Map<string, number>([...EDITS, ...UPGRADE_ROUTES].map((name) => [name, 0]));
  #upgrades = 0;
  #refused = 0;

  /** @param isRefused whether code of the new version did not fit what is in flight */
  add(program: Program, isRefused: boolean): void {
    const { upgrade } = program;
    if (upgrade === undefined) return;
    this.#upgrades++;
    if (isRefused) this.#refused++;
    for (const name of [upgrade.route, ...nextVersion(program).made]) this.#count(name);
  }

  /** `12 upgrades, 5 of them with a mismatch; rename step 3, ...; new 4, ...` */
  toString(): string {
    const counts = (names: readonly string[]): string =>
      names.map((name) => `${name} ${this.#counts.get(name) ?? 0}`).join(', ');
    const all = `${this.#upgrades} upgrades, ${this.#refused} of them with a mismatch`;
    return `${all}; ${counts(EDITS)}; ${counts(UPGRADE_ROUTES)}`;
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}
