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
  if (parsed !== undefined && invocationIdProblem(parsed.invocation) === undefined) return parsed;
  // Nothing in the simulation waits for an id of a real server: of a signal, or of an awakeable of older services.
  if (rawIdProblem(text, 'sign') === undefined) return parsed ?? UNKNOWN_AWAKEABLE;
  const problem = rawIdProblem(text, 'prom');
  if (problem === undefined) return UNKNOWN_AWAKEABLE;
  throw new Refusal(400, `bad awakeable id '${text}': ${problem}`);
}

const UNKNOWN_AWAKEABLE = { invocation: '', index: 0 };

/** Bytes of an id of a real server: 24 of its invocation, 4 of the index. */
const RAW_BYTES = 28;

function rawIdProblem(text: string, type: 'sign' | 'prom'): string | undefined {
  const problem = idProblem(text, type);
  if (problem !== undefined) return problem;
  const encoded = text.slice(`${type}_1`.length);
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded.replace(/=+$/, '')) return 'base62 decode error';
  return bytes.length === RAW_BYTES ? undefined : 'bad length';
}

/** @returns what is wrong with an invocation id, in the server's words */
export function invocationIdProblem(text: string): string | undefined {
  const problem = idProblem(text, 'inv');
  if (problem !== undefined) return problem;
  const encoded = text.slice('inv_1'.length);
  if (encoded.length < DIGITS) return 'bad length';
  const [partition, rest] = [encoded.slice(0, PARTITION_DIGITS), encoded.slice(PARTITION_DIGITS, DIGITS)];
  // Ids of the simulation may have more than the 128 bits that a real one has in the rest.
  if (!isPartitionKey(partition) || !/^[0-9A-Za-z]*$/.test(rest)) return 'base62 decode error';
  return encoded.length === DIGITS ? undefined : 'bad length';
}

/** @returns what is wrong with the id of a deployment, in the server's words */
export function deploymentIdProblem(text: string): string | undefined {
  const problem = idProblem(text, 'dp');
  if (problem !== undefined) return problem;
  const encoded = text.slice('dp_1'.length);
  if (encoded.length !== UUID_DIGITS) return 'bad length';
  return /^[0-9A-Za-z]*$/.test(encoded) ? undefined : 'base62 decode error';
}

/** Whether these digits are a number of 64 bits. */
function isPartitionKey(digits: string): boolean {
  if (!/^[0-9A-Za-z]*$/.test(digits)) return false;
  let value = 0n;
  for (const digit of digits) value = value * 62n + BigInt(ALPHABET.indexOf(digit));
  return value < 2n ** 64n;
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Base62 digits of an invocation id: those of the partition key, and 22 for the rest. */
const DIGITS = 33;
const PARTITION_DIGITS = 11;
/** Base62 digits of 128 bits. */
const UUID_DIGITS = 22;

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
