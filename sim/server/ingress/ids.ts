import { parseAwakeableId } from '../../journal/awakeable-id.ts';
import { awakeableIdProblem, invocationIdProblem } from '../id-problem.ts';
import { Refusal } from './refusal.ts';

/** @throws {Refusal} when the text cannot be an invocation id; does not check whether there is such an invocation */
export function checkInvocationId(text: string): string {
  const problem = invocationIdProblem(text);
  if (problem === undefined) return text;
  throw new Refusal(400, `bad invocation id '${text}': ${problem.words}`);
}

/** @throws {Refusal} when the text is not an awakeable id */
export function checkAwakeableId(text: string): { readonly invocation: string; readonly index: number } {
  const problem = awakeableIdProblem(text);
  if (problem === undefined) return parseAwakeableId(text) ?? OLD_AWAKEABLE;
  throw new Refusal(400, `bad awakeable id '${text}': ${problem.words}`);
}

/** Stands for one of services with an older protocol: nothing in the simulation waits for it. */
const OLD_AWAKEABLE = { invocation: '', index: 0 };
