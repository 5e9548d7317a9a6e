import { keyOf } from '../data/world.ts';
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
} from './geometry.ts';
import type { LaneName } from './sketch.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/** From when to when an invocation is on its lane, in steps. */
export interface Life {
  readonly invocation: string;
  readonly label: string;
  readonly band: string;
  readonly isKey: boolean;
  readonly first: number;
  last: number;
  ended: boolean;
}

/** Waiting for a lock, in steps. */
export interface Waiting {
  readonly invocation: string;
  readonly key: string;
  readonly from: number;
  /** Undefined: to the end. */
  to: number | undefined;
  slot: number;
}

export interface Lanes {
  readonly bands: readonly Band[];
  readonly height: number;
  readonly lives: readonly Life[];
  readonly waitings: readonly Waiting[];
  /** The middle of a lane; undefined for one that is not drawn. */
  readonly yOf: (lane: LaneName) => number | undefined;
  readonly lockYOf: (key: string) => number | undefined;
}

/** @returns when each invocation begins and ends */
export function livesOf(steps: readonly Step[]): readonly Life[] {
  const lives = new Map<string, Life>();
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type === 'invocation created') {
        const key = keyOf(event.target);
        lives.set(event.invocation, {
          invocation: event.invocation,
          label: `${short(event.target.handler, 24)} · ${short(event.invocation, 20)}`,
          band: key ?? event.target.service,
          isKey: key !== undefined,
          first: index,
          last: index,
          ended: false,
        });
      }
      const life = 'invocation' in event && event.invocation !== undefined ? lives.get(event.invocation) : undefined;
      if (life === undefined || event.type === 'forgotten') continue;
      life.last = index;
      if (event.type === 'completed' || event.type === 'removed') life.ended = true;
    }
  }
  return [...lives.values()];
}

/**
 * Gives every client, key, service and effect a band, and every invocation a lane in its band. An invocation takes a
 * lane that another has left, so that what follows one after another stands on one line.
 * @param drawn the steps that are drawn, of all
 */
export function lanesOf(steps: readonly Step[], drawn: readonly Step[]): Lanes {
  const shown = new Set(drawn.map(({ index }) => index));
  const last = steps.length;
  const isDrawn = drawnBetween(steps.length, drawn);
  const visible = livesOf(steps).filter((life) => isDrawn(life.first, life.last));
  const waitings = waitingsOf(steps);
  const clients = new Set<string>();
  const effects = new Set<string>();
  let world = false;
  for (const { events } of drawn) {
    for (const event of events) {
      if (event.type === 'operation') clients.add(event.client);
      else if (event.type === 'effect happened' || event.type === 'effect answered') effects.add(event.effect);
      if (!('invocation' in event) || event.invocation === undefined) world ||= WORLD.has(event.type);
    }
  }
  const answered = answeredIn(drawn);
  for (const { events } of steps) {
    for (const event of events) {
      if (event.type === 'operation' && answered.has(event.operation)) clients.add(event.client);
    }
  }
  const places = new Map<LaneName, number>();
  const locks = new Map<string, number>();
  const bands: Band[] = [];
  let y = RULER_HEIGHT;
  const plainBand = (kind: BandKind, name: string, lanes: readonly (readonly [LaneName, string])[]): void => {
    if (lanes.length === 0) return;
    const top = y;
    y += kind === 'world' ? 4 : BAND_HEADER;
    const placed = lanes.map(([lane, label]) => {
      const middle = y + PLAIN_LANE / 2;
      places.set(lane, middle);
      y += kind === 'outside' ? PLAIN_LANE + 8 : PLAIN_LANE;
      return { y: middle, label };
    });
    bands.push({ name, kind, y: top, height: y - top, lanes: placed, lockY: undefined });
  };
  plainBand('world', 'time and troubles', world ? [['world', '']] : []);
  plainBand(
    'clients',
    'clients',
    [...clients].toSorted(byName).map((client) => [`client ${client}`, client] as const),
  );
  for (const name of new Set(visible.map(({ band }) => band))) {
    const own = visible.filter(({ band }) => band === name);
    const isKey = own.some((life) => life.isKey);
    const top = y;
    y += BAND_HEADER;
    const rows = packed(own, last);
    for (const [place, row] of rows.entries()) {
      const middle = y + place * INVOCATION_LANE + INVOCATION_LANE / 2 + 2;
      for (const { invocation } of row) places.set(`invocation ${invocation}`, middle);
    }
    y += rows.length * INVOCATION_LANE;
    const waiting = waitings.filter(({ key, from, to }) => key === name && isDrawn(from, to ?? last));
    const slots = stacked(waiting, last);
    const hasLock = steps.some(
      ({ index, events }) =>
        shown.has(index) && events.some((event) => event.type === 'lock taken' && event.key === name),
    );
    const lockY = hasLock || slots > 0 ? y + 2 : undefined;
    if (lockY !== undefined) {
      locks.set(name, lockY);
      y += LOCK_HEIGHT + 4 + slots * WAITER_HEIGHT;
    }
    y += 6;
    bands.push({ name, kind: isKey ? 'key' : 'service', y: top, height: y - top, lanes: [], lockY });
  }
  plainBand(
    'outside',
    'outside world',
    [...effects].map((effect) => [`effect ${effect}`, effect] as const),
  );
  return {
    bands,
    height: y + 8,
    lives: visible,
    waitings,
    yOf: (lane) => places.get(lane),
    lockYOf: (key) => locks.get(key),
  };
}

/** What sets the scene comes first, `client 10` after `client 9`. */
function byName(a: string, b: string): number {
  if ((a === 'setup') !== (b === 'setup')) return a === 'setup' ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}

const WORLD: ReadonlySet<string> = new Set([
  'time',
  'trouble',
  'limit',
  'state replaced',
  'promise completed',
  'assertion',
]);

/** @returns the operations whose end is drawn */
function answeredIn(drawn: readonly Step[]): ReadonlySet<string> {
  const answered = new Set<string>();
  for (const { events } of drawn) {
    for (const event of events) {
      if (event.type === 'answer' || event.type === 'abandoned') answered.add(event.operation);
    }
  }
  return answered;
}

/** @returns whether any step from one to another is drawn */
function drawnBetween(length: number, drawn: readonly Step[]): (first: number, last: number) => boolean {
  const before = new Uint32Array(length + 2);
  for (const { index } of drawn) before[index + 1] = 1;
  for (let index = 1; index < before.length; index++) before[index] = (before[index] ?? 0) + (before[index - 1] ?? 0);
  return (first, last) => (before[Math.min(last, length) + 1] ?? 0) > (before[first] ?? 0);
}

/** Rows of lives that do not overlap. */
function packed(lives: readonly Life[], last: number): readonly (readonly Life[])[] {
  const rows: Life[][] = [];
  for (const life of lives) {
    const free = rows.find((row) => {
      const before = row.at(-1);
      return before !== undefined && endOf(before, last) < life.first;
    });
    if (free === undefined) rows.push([life]);
    else free.push(life);
  }
  return rows;
}

/** Who has not ended has its lane to the end. */
function endOf(life: Life, last: number): number {
  return life.ended ? life.last : last;
}

export function waitingsOf(steps: readonly Step[]): Waiting[] {
  const all: Waiting[] = [];
  const open = new Map<string, Waiting>();
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type === 'queued') {
        const waiting: Waiting = { invocation: event.invocation, key: event.key, from: index, to: undefined, slot: 0 };
        all.push(waiting);
        open.set(event.invocation, waiting);
      } else if (event.type === 'lock taken' || event.type === 'removed' || event.type === 'completed') {
        const waiting = open.get(event.invocation);
        if (waiting !== undefined) waiting.to = index;
        open.delete(event.invocation);
      }
    }
  }
  return all;
}

/** Gives each waiter a slot that is free. @returns how many slots there are */
function stacked(waitings: readonly Waiting[], last: number): number {
  const ends: number[] = [];
  for (const waiting of waitings) {
    const free = ends.findIndex((end) => end < waiting.from);
    waiting.slot = free === -1 ? ends.length : free;
    ends[waiting.slot] = waiting.to ?? last;
  }
  return ends.length;
}
