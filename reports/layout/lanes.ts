import type { Step } from '../data/steps.ts';
import {
  BAND_HEADER,
  INVOCATION_LANE,
  LOCK_HEIGHT,
  PLAIN_LANE,
  RULER_HEIGHT,
  WAITER_HEIGHT,
  type Band,
  type BandKind,
  type LaneName,
} from './geometry.ts';
import { livesOf, rowsOf, type Life } from './lives.ts';
import { stacked, waitingsOf, type Waiting } from './waitings.ts';
import { itemAt } from '../../sim/core/item-at.ts';

export interface Lanes {
  readonly bands: readonly Band[];
  readonly height: number;
  readonly lives: readonly Life[];
  readonly waitings: readonly Waiting[];
  /** The middle of a lane; undefined for one that is not drawn. */
  readonly yOf: (lane: LaneName) => number | undefined;
  readonly lockYOf: (key: string) => number | undefined;
}

/**
 * Gives every client, key, service and effect a band, and every invocation a lane in its band. An invocation takes a
 * lane that another has left, so that invocations that follow each other share a line.
 * @param drawn the steps that are drawn, of all
 */
export function lanesOf(steps: readonly Step[], drawn: readonly Step[]): Lanes {
  const last = steps.length;
  const isDrawn = drawnBetween(steps.length, drawn);
  const lives = livesOf(steps).filter((life) => isDrawn(life.first, life.last));
  const waitings = waitingsOf(steps);
  const locked = new Set(drawn.flatMap(({ events }) => events.flatMap((e) => (e.type === 'lock taken' ? e.key : []))));
  const stack = new BandStack();
  const clients = clientsOf(steps, drawn).map((client) => [`client ${client}`, client] as const);
  const effects = effectsOf(drawn).map((effect) => [`effect ${effect}`, effect] as const);
  stack.addPlain('world', 'time and troubles', hasWorldEvent(drawn) ? [['world', '']] : []);
  stack.addPlain('clients', 'clients', clients);
  for (const name of new Set(lives.map(({ band }) => band))) {
    const own = lives.filter(({ band }) => band === name);
    const waiting = waitings.filter(({ key, from, to }) => key === name && isDrawn(from, to ?? last));
    const slots = stacked(waiting, last);
    stack.addInvocations(name, rowsOf(own, last), locked.has(name) || slots > 0 ? slots : undefined);
  }
  stack.addPlain('outside', 'outside world', effects);
  return {
    bands: stack.bands,
    height: stack.y + 8,
    lives,
    waitings,
    yOf: (lane) => stack.lanes.get(lane),
    lockYOf: (key) => stack.locks.get(key),
  };
}

/** Puts bands below each other. */
class BandStack {
  readonly bands: Band[] = [];
  /** The middle of each lane. */
  readonly lanes = new Map<LaneName, number>();
  /** The top of each lock. */
  readonly locks = new Map<string, number>();
  y = RULER_HEIGHT;

  addPlain(kind: BandKind, name: string, lanes: readonly (readonly [LaneName, string])[]): void {
    if (lanes.length === 0) return;
    const top = this.y;
    this.y += kind === 'world' ? 4 : BAND_HEADER;
    const placed = lanes.map(([lane, label]) => {
      const middle = this.y + PLAIN_LANE / 2;
      this.lanes.set(lane, middle);
      this.y += kind === 'outside' ? PLAIN_LANE + 8 : PLAIN_LANE;
      return { y: middle, label };
    });
    this.bands.push({ name, kind, y: top, height: this.y - top, lanes: placed, lockY: undefined });
  }

  /** @param slots rows of invocations that wait for the lock of the key; undefined where no lock is drawn */
  addInvocations(name: string, rows: readonly (readonly Life[])[], slots: number | undefined): void {
    const top = this.y;
    this.y += BAND_HEADER;
    for (const [index, row] of rows.entries()) {
      const middle = this.y + index * INVOCATION_LANE + INVOCATION_LANE / 2 + 2;
      for (const { invocation } of row) this.lanes.set(`invocation ${invocation}`, middle);
    }
    this.y += rows.length * INVOCATION_LANE;
    const lockY = slots === undefined ? undefined : this.y + 2;
    if (lockY !== undefined && slots !== undefined) {
      this.locks.set(name, lockY);
      this.y += LOCK_HEIGHT + 4 + slots * WAITER_HEIGHT;
    }
    this.y += 6;
    const kind = rows.some((row) => row.some(({ isKey }) => isKey)) ? 'key' : 'service';
    this.bands.push({ name, kind, y: top, height: this.y - top, lanes: [], lockY });
  }
}

/** Clients with a request or a response that is drawn: the set-up first, and `client 10` after `client 9`. */
function clientsOf(steps: readonly Step[], drawn: readonly Step[]): readonly string[] {
  const clients = new Set<string>();
  const ended = new Set<string>();
  for (const { events } of drawn) {
    for (const event of events) {
      if (event.type === 'operation') clients.add(event.client);
      else if (event.type === 'answer' || event.type === 'abandoned') ended.add(event.operation);
    }
  }
  for (const { events } of steps) {
    for (const event of events) {
      if (event.type === 'operation' && ended.has(event.operation)) clients.add(event.client);
    }
  }
  return [...clients].toSorted(byName);
}

function byName(a: string, b: string): number {
  if ((a === 'setup') !== (b === 'setup')) return a === 'setup' ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}

function effectsOf(drawn: readonly Step[]): readonly string[] {
  const events = drawn.flatMap((step) => step.events);
  const named = events.flatMap((event) =>
    event.type === 'effect happened' || event.type === 'effect answered' ? event.effect : [],
  );
  return [...new Set(named)];
}

function hasWorldEvent(drawn: readonly Step[]): boolean {
  return drawn.some(({ events }) =>
    events.some((event) => WORLD.has(event.type) && (!('invocation' in event) || event.invocation === undefined)),
  );
}

const WORLD: ReadonlySet<string> = new Set([
  'time',
  'trouble',
  'limit',
  'state replaced',
  'promise completed',
  'assertion',
]);

/** @returns a function that says whether any step from one to another is drawn */
function drawnBetween(length: number, drawn: readonly Step[]): (first: number, last: number) => boolean {
  const before = new Uint32Array(length + 2);
  for (const { index } of drawn) before[index + 1] = 1;
  for (let index = 1; index < before.length; index++) before[index] = itemAt(before, index) + itemAt(before, index - 1);
  return (first, last) => itemAt(before, Math.min(last, length) + 1) > itemAt(before, first);
}
