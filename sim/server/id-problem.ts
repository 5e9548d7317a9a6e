import { wordsOfBase62 } from '../core/base62.ts';
import { bytesOfId, parseAwakeableId } from '../journal/awakeable-id.ts';
import { INVOCATION_ID_PREFIX, PARTITION_DIGITS, UUID_DIGITS } from '../journal/invocation-id.ts';

/**
 * What is wrong with an id: in words, as the APIs of the server say it, and as it names the error in what it writes about
 * commands.
 */
export interface IdProblem {
  readonly words: string;
  readonly name: string;
}

const LENGTH: IdProblem = { words: 'bad length', name: 'Length' };
const FORMAT: IdProblem = { words: 'bad format', name: 'Format' };
const VERSION: IdProblem = { words: 'unrecognized codec version', name: 'Version' };
const TYPE: IdProblem = { words: "id doesn't match the expected type", name: 'TypeMismatch' };
const CODEC: IdProblem = { words: 'base62 decode error', name: 'Codec' };

/** @returns why a text cannot be an invocation id; does not look whether there is such an invocation */
export function invocationIdProblem(text: string): IdProblem | undefined {
  const problem = idProblem(text, 'inv');
  if (problem !== undefined) return problem;
  const encoded = text.slice(INVOCATION_ID_PREFIX.length);
  const [partition, rest] = [encoded.slice(0, PARTITION_DIGITS), encoded.slice(PARTITION_DIGITS, DIGITS)];
  if (encoded.length < DIGITS) return LENGTH;
  if (wordsOfBase62(partition, 2) === undefined || wordsOfBase62(rest, 4) === undefined) return CODEC;
  return encoded.length === DIGITS ? undefined : LENGTH;
}

/** @returns why a text is neither the id of an awakeable, nor that of one of services with an older protocol */
export function awakeableIdProblem(text: string): IdProblem | undefined {
  if (parseAwakeableId(text) !== undefined) return undefined;
  const problem = idProblem(text, 'prom');
  if (problem !== undefined) return problem;
  const bytes = bytesOfId(text.slice('prom_1'.length));
  if (bytes === undefined) return CODEC;
  return bytes.length === OLD_AWAKEABLE_BYTES ? undefined : LENGTH;
}

/** @returns why a text cannot be the id of a deployment */
export function deploymentIdProblem(text: string): IdProblem | undefined {
  const problem = idProblem(text, 'dp');
  if (problem !== undefined) return problem;
  const encoded = text.slice('dp_1'.length);
  if (encoded.length !== UUID_DIGITS) return LENGTH;
  return /^[0-9A-Za-z]*$/.test(encoded) ? undefined : CODEC;
}

const DIGITS = PARTITION_DIGITS + UUID_DIGITS;

/** Bytes of the id of an awakeable of services with an older protocol: 24 of its invocation, 4 of the journal entry. */
const OLD_AWAKEABLE_BYTES = 28;

/** Prefixes of the server's ids. */
const TYPES = new Set(['inv', 'dp', 'sub', 'prom', 'sign', 'snap', 'mut', 'vq']);

function idProblem(text: string, type: string): IdProblem | undefined {
  if (text === '') return LENGTH;
  const separator = text.indexOf('_');
  if (separator < 0) return FORMAT;
  const prefix = text.slice(0, separator);
  if (!TYPES.has(prefix)) return unknownType(prefix);
  const version = text.charAt(separator + 1);
  if (version === '') return LENGTH;
  if (version !== '1') return VERSION;
  return prefix === type ? undefined : TYPE;
}

function unknownType(prefix: string): IdProblem {
  return { words: `unrecognized resource type: ${prefix}`, name: `UnrecognizedType(${JSON.stringify(prefix)})` };
}
