import { canonicalText } from '../../core/canonical.ts';
import type { EffectDefinition } from '../scenario/effect.ts';

type Definition = EffectDefinition<unknown, unknown, unknown>;

/** Remembers the idempotency keys of each effect, to decide whether the outside system has recognised a repetition. */
export class Repetitions {
  /** Effect -> key -> the first response, as canonical text. */
  readonly #answers = new Map<string, Map<string, string>>();

  /**
   * Makes an effect happen.
   * @returns its response, and whether the outside system recognised the key and changed nothing
   */
  apply(
    name: string,
    definition: Definition,
    { state, input, key }: { readonly state: unknown; readonly input: unknown; readonly key: string | undefined },
  ): [output: unknown, repeated: boolean] {
    if (key === undefined) return [definition.apply(state, input), false];
    let answers = this.#answers.get(name);
    if (answers === undefined) this.#answers.set(name, (answers = new Map()));
    const first = answers.get(key);
    const keeps = definition.repetitionKeeps ?? ((whole: unknown) => whole);
    const before = first === undefined ? undefined : canonicalText(keeps(state));
    const output = definition.apply(state, input);
    const answer = canonicalText(output);
    if (first === undefined) {
      answers.set(key, answer);
      return [output, false];
    }
    const byAnswer = definition.repetitionKeeps === undefined && output !== undefined;
    return [output, byAnswer ? answer === first : canonicalText(keeps(state)) === before];
  }
}
