import { canonicalText } from '../../core/canonical.ts';
import type { EffectDefinition } from '../scenario/effect.ts';

type Definition = EffectDefinition<unknown, unknown, unknown>;

/** Knows for each effect the keys that have taken effect, and so tells a repetition that was recognised from one that was not. */
export class Repetitions {
  /** Effect -> key -> the first answer, as text. */
  readonly #answers = new Map<string, Map<string, string>>();

  /**
   * Makes an effect happen.
   * @returns its answer, and whether the outside world knew the key and did nothing new
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
