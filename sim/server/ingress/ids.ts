import { parseAwakeableId } from '../identity.ts';
import { Refusal } from './refusal.ts';

/** @throws {Refusal} when the text cannot be an invocation id; does not check whether there is such an invocation */
export function checkInvocationId(text: string): string {
  const problem = invocationIdProblem(text);
  if (problem === undefined) return text;
  throw new Refusal(400, `bad invocation id '${text}': ${problem}`);
}

/** @throws {Refusal} when the text is not an awakeable id */
export function checkAwakeableId(text: string): { readonly invocation: string; readonly index: number } {
  const parsed = parseAwakeableId(text);
  if (parsed !== undefined && (invocationIdProblem(parsed.invocation) === undefined || isServersOwn(text)))
    return parsed;
  throw new Refusal(400, `bad awakeable id '${text}': ${idProblem(text, 'prom') ?? 'bad length'}`);
}

/** An id of a real server: 24 bytes of invocation id, 4 of index. No invocation of the simulation waits for it. */
function isServersOwn(text: string): boolean {
  return Buffer.from(text.slice('sign_1'.length), 'base64url').length === 28;
}

/** @returns what is wrong with an invocation id, in the server's words */
export function invocationIdProblem(text: string): string | undefined {
  const problem = idProblem(text, 'inv');
  if (problem !== undefined) return problem;
  const encoded = text.slice('inv_1'.length);
  if (encoded.length < DIGITS) return 'bad length';
  if (!/^[0-9A-Za-z]*$/.test(encoded.slice(0, DIGITS))) return 'base62 decode error';
  return encoded.length === DIGITS ? undefined : 'bad length';
}

/** Base62 digits of an invocation id: 11 for the partition key, 22 for the rest. */
const DIGITS = 33;

/** Prefixes of the server's ids. */
const TYPES = new Set(['inv', 'dp', 'sub', 'prom', 'sign', 'snap', 'mut', 'vq']);

function idProblem(text: string, type: string): string | undefined {
  if (text === '') return 'bad length';
  const separator = text.indexOf('_');
  if (separator < 0) return 'bad format';
  const prefix = text.slice(0, separator);
  if (!TYPES.has(prefix)) return `unrecognized resource type: ${prefix}`;
  const version = text.charAt(separator + 1);
  if (version === '') return 'bad length';
  if (version !== '1') return 'unrecognized codec version';
  return prefix === type ? undefined : "id doesn't match the expected type";
}
