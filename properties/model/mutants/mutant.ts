import type { AttemptSetup } from '../../../sim/attempt/attempt.ts';
import type { ObjectKey } from '../../../sim/server/object-key.ts';
import type { Invocation } from '../../../sim/server/invocation.ts';
import type { Server } from '../../../sim/server/server.ts';

/** A broken variant of the server model: replaces methods of the server's parts, so that one rule does not hold. */
export type Mutant = (server: Server) => void;

/** The mutants about one topic, each named by what is wrong with it. */
export type Mutants = Readonly<Record<string, Mutant>>;

/** Changes every key of objects and workflows, each when it is first touched. */
export function eachKey(server: Server, change: (key: ObjectKey) => void): void {
  const known = new Set<ObjectKey>();
  const keyOf = server.keys.of.bind(server.keys);
  server.keys.of = (service, name) => {
    const key = keyOf(service, name);
    if (!known.has(key)) change(key);
    known.add(key);
    return key;
  };
}

/** Changes what every attempt is given when it starts. */
export function eachAttempt(
  server: Server,
  change: (setup: AttemptSetup, invocation: Invocation) => AttemptSetup,
): void {
  const setupOf = server.attempts.setupOf.bind(server.attempts);
  server.attempts.setupOf = (stream) => change(setupOf(stream), stream.invocation);
}

/** Frees the lock if the invocation holds it, and hands it to the next in line. */
export function loseLock(server: Server, invocation: Invocation): void {
  const { objectKey } = invocation.origin;
  if (objectKey?.holder === invocation) server.admission.releaseLock(objectKey, invocation);
}

/**
 * One of the mutants, by name.
 * @throws {Error} when there is none of this name
 */
export function named(mutants: Mutants, name: string): Mutant {
  const mutant = mutants[name];
  if (mutant === undefined) throw new Error(`There is no mutant of the model called "${name}".`);
  return mutant;
}
