import { jsonChanges, type Change } from './json-changes.ts';
import type { Payload, ShownEvent } from '../../sim/trace/shown.ts';
import type { Step } from './steps.ts';
import { keyOf, World } from './world.ts';
import { payloadJson, payloadText } from '../../sim/trace/words/payload-text.ts';

/** A value of state that a step changed. */
export interface StateChange {
  /** `Service/key`. */
  readonly key: string;
  readonly name: string;
  readonly changes: readonly Change[];
}

/** @returns the changes that each event made to the state, by its sequence number; events without any are absent */
export function changesByEvent(steps: readonly Step[]): ReadonlyMap<number, readonly Change[]> {
  const found = new Map<number, readonly Change[]>();
  const world = new World();
  for (const { events } of steps) {
    for (const event of events) {
      const key = stateKey(world, event);
      if (key === undefined) {
        world.see(event);
        continue;
      }
      const before = world.state.get(key);
      world.see(event);
      const changes = compared(key, before, world.state.get(key)).flatMap((change) => change.changes);
      found.set(event.seq, changes);
    }
  }
  return found;
}

/** @returns what differs between two pictures of the state */
export function stateChanges(
  before: ReadonlyMap<string, ReadonlyMap<string, Payload>>,
  after: ReadonlyMap<string, ReadonlyMap<string, Payload>>,
): readonly StateChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    compared(key, before.get(key), after.get(key)),
  );
}

function compared(
  key: string,
  before: ReadonlyMap<string, Payload> | undefined,
  after: ReadonlyMap<string, Payload> | undefined,
): StateChange[] {
  return [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].flatMap((name) => {
    const from = before?.get(name);
    const to = after?.get(name);
    if (from === to) return [];
    const changes = payloadChanges(from, to);
    return changes.length === 0 ? [] : [{ key, name, changes }];
  });
}

/** Where both are JSON, place by place; else as a whole. */
function payloadChanges(from: Payload | undefined, to: Payload | undefined): readonly Change[] {
  const before = payloadJson(from);
  const after = payloadJson(to);
  if (before !== undefined && after !== undefined) return jsonChanges(before, after);
  const text = (payload: Payload | undefined): string | undefined =>
    payload === undefined ? undefined : payloadText(payload, 60);
  return text(from) === text(to) ? [] : [{ path: '', from: text(from), to: text(to) }];
}

function stateKey(world: World, event: ShownEvent): string | undefined {
  if (event.type !== 'appended') return event.type === 'state replaced' ? event.key : undefined;
  const { type } = event.command;
  if (type !== 'SetState' && type !== 'ClearState' && type !== 'ClearAllState') return undefined;
  const own = world.invocations.get(event.invocation);
  return own === undefined ? undefined : keyOf(own.target);
}
