import { loadedAgain, remember } from '../../search/run/fresh-modules.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { notedFiles } from '../load/imports.ts';
import { contentsOf } from '../watch/contents.ts';

/** The scenarios of a command as the files on disk have them now: an agent changes the code between two calls. */
export class CurrentCode {
  readonly #module: string | undefined;
  #scenarios: readonly Scenario[];
  #contents = contents();

  /**
   * @param scenarios those that were loaded when the command began
   * @param module URL of the module that exports them; undefined where they cannot be loaded again
   */
  constructor(scenarios: readonly Scenario[], module: string | undefined) {
    this.#scenarios = scenarios;
    this.#module = module;
  }

  get scenarios(): readonly Scenario[] {
    return this.#scenarios;
  }

  get module(): string | undefined {
    return this.#module;
  }

  /**
   * Loads the code again where a file of it has changed.
   * @returns whether one has
   * @throws {UsageError} in one sentence, when it does not load any more; the next call tries again
   */
  async renew(): Promise<boolean> {
    const now = contents();
    if (this.#module === undefined || now === this.#contents) return false;
    this.#scenarios = await loadedAgain(this.#module);
    remember(this.#scenarios, this.#module);
    // Files that it imports only now are known only now.
    this.#contents = contents();
    return true;
  }
}

/** @returns a text that changes with the contents of any file of the user that was loaded so far */
function contents(): string {
  return notedFiles()
    .map((file) => `${file} ${contentsOf(file) ?? ''}`)
    .join('\n');
}
