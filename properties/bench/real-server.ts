import { UsageError } from '../../sim/core/errors.ts';
import { exchange } from '../../sim/real-server/exchange.ts';
import { serveOnServer } from '../harness/serve-on-server.ts';
import { SERVICES } from './worlds.ts';

/** Clients that ask at the same time, where more than one does. */
export const SIDE_BY_SIDE = 16;

/** How fast a real server with the same handlers is, in invocations per second of real time. */
export interface RealSpeed {
  /** One client, each request when the last was answered. */
  readonly inTurn: number;
  /** Several clients. */
  readonly sideBySide: number;
}

/**
 * Measures get, run and set on a real restate-server.
 * @returns undefined, with a word why, where there is none
 */
export async function realSpeed(invocations: number): Promise<RealSpeed | string> {
  try {
    await using room = await serveOnServer(SERVICES, 'default');
    const url = `${room.ingressUrl}/Counter`;
    // The first request of each partition is slow.
    await add(url, 200, SIDE_BY_SIDE);
    const inTurn = await add(url, invocations, 1);
    const sideBySide = await add(url, invocations * 4, SIDE_BY_SIDE);
    return { inTurn, sideBySide };
  } catch (error) {
    if (error instanceof UsageError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
}

/** @returns invocations per second */
async function add(url: string, invocations: number, clients: number): Promise<number> {
  const start = performance.now();
  let asked = 0;
  const client = async (number: number): Promise<void> => {
    while (asked++ < invocations) {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '1' };
      const { status } = await exchange(`${url}/k${number}/add`, options);
      if (status !== 200) throw new Error(`an invocation was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return (invocations / (performance.now() - start)) * 1_000;
}
