import type { Engine } from './attempt.ts';
import { FakeEngine } from './fake/engine.ts';
import { loadSdkEngine } from './sdk/engine.ts';

/** An engine by its name: our own contexts, or the real SDK. Both leave the same trace. */
export type EngineName = Engine['name'];

export const ENGINE_NAMES: readonly EngineName[] = ['fake', 'sdk'];

/** Makes an engine. It serves any number of worlds, one after another. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  return name === 'sdk' ? loadSdkEngine() : new FakeEngine();
}

/** @returns the other engine, which must leave the same trace */
export function otherEngine(name: EngineName): EngineName {
  return name === 'sdk' ? 'fake' : 'sdk';
}
