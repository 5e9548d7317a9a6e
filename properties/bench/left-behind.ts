/**
 * Measures what a world leaves in the old generation, dead or alive, when it is over. Young objects die for next to
 * nothing; what is made old by mistake costs a copy of itself and of all it can reach. Started with a heap that needs no
 * full collection on the way.
 */
import { getHeapSpaceStatistics } from 'node:v8';
import { addInTurn, world } from './worlds.ts';

const WORLDS = 100;

async function leftBehind(makesOld: boolean): Promise<number> {
  for (let i = 0; i < WORLDS / 2; i++) await addInTurn(world(i), 100, 10);
  globalThis.gc?.();
  const before = oldBytes();
  for (let i = 0; i < WORLDS; i++) {
    const assembled = world(i);
    const holder: { keeps?: () => unknown } = {};
    // V8 makes functions old from the start that are written right into a property: this one keeps its world alive.
    if (makesOld) holder.keeps = () => assembled;
    await addInTurn(assembled, 100, 10);
  }
  return (oldBytes() - before) / WORLDS;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
}

const clean = await leftBehind(false);
const planted = await leftBehind(true);
process.stdout.write(JSON.stringify({ clean, planted }));
