/** What simulated code is kept from: other machines, other processes and threads, and changes of its own process. */
export type Wall = 'network' | 'processes' | 'threads' | 'native' | 'process';

/** Part of the message of every error that simulated code gets at a wall. */
const REFUSALS: Readonly<Record<Wall, string>> = {
  network: 'simulated code has no network',
  processes: 'simulated code starts no processes',
  threads: 'simulated code starts no threads',
  native: 'simulated code loads no native modules',
  process: 'simulated code does not change its process',
};

const NEEDS: Readonly<Record<Wall, string>> = {
  network: 'the network',
  processes: 'another process',
  threads: 'another thread',
  native: 'a native module',
  process: 'a change of its process',
};

/** @returns why a call is refused, in words */
export function refusalBy(wall: Wall): string {
  return REFUSALS[wall];
}

/**
 * @param message of an error
 * @returns what its code needs and a simulation does not have, in words; undefined where the error is none of a wall. With one,
 *   the simulation is the cause, and not the service
 */
export function neededBy(message: string): string | undefined {
  const wall = (Object.keys(REFUSALS) as Wall[]).find((name) => message.includes(REFUSALS[name]));
  return wall && NEEDS[wall];
}
