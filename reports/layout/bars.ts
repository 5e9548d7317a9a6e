import type { Step } from '../data/steps.ts';
import { LOCK_HEIGHT, WAITER_HEIGHT, type Bar } from './geometry.ts';
import type { Lanes } from './lanes.ts';
import { durationText } from '../../sim/core/duration-text.ts';

/** Where steps are: their left and right edges, also of those that are folded away. */
export interface Edges {
  readonly left: (step: number) => number;
  readonly right: (step: number) => number;
  readonly end: number;
}

const ATTEMPT_HEIGHT = 28;
const ZOMBIE_HEIGHT = 22;
const THIN = 2;

/** The stretches of time on the lanes: attempts, waits, suspensions, locks with who waits for them. */
export function barsOf(steps: readonly Step[], lanes: Lanes, edges: Edges): readonly Bar[] {
  return [...attemptBars(steps, lanes, edges), ...lockBars(steps, lanes, edges)].filter((bar) => bar.to > bar.x);
}

interface Track {
  since: number;
  kind: Bar['kind'];
  label: string;
}

function attemptBars(steps: readonly Step[], lanes: Lanes, edges: Edges): Bar[] {
  const bars: Bar[] = [];
  const tracks = new Map<string, Track>();
  const zombies = new Map<string, { readonly from: number; to: number; readonly attempt: number }>();
  const drawn = new Set(lanes.lives.map(({ invocation }) => invocation));
  const close = (invocation: string, to: number): void => {
    const track = tracks.get(invocation);
    const y = lanes.yOf(`invocation ${invocation}`);
    if (track === undefined || y === undefined) return;
    const height = track.kind === 'attempt' ? ATTEMPT_HEIGHT : THIN;
    bars.push({ kind: track.kind, x: track.since, to, y: y - height / 2, height, label: track.label, invocation });
  };
  const turn = (invocation: string, x: number, kind: Bar['kind'], label = ''): void => {
    close(invocation, x);
    tracks.set(invocation, { since: x, kind, label });
  };
  for (const { index, events } of steps) {
    for (const event of events) {
      if (!('invocation' in event) || event.invocation === undefined || !drawn.has(event.invocation)) continue;
      const { invocation } = event;
      switch (event.type) {
        case 'invocation created':
          turn(
            invocation,
            anchor(edges, index),
            event.scheduledForMs === undefined ? 'alive' : 'pending',
            event.scheduledForMs === undefined ? '' : 'scheduled',
          );
          break;
        case 'queued':
          turn(invocation, anchor(edges, index), 'queued', 'waits for the lock');
          break;
        case 'lock taken':
          turn(invocation, anchor(edges, index), 'alive');
          break;
        case 'attempt started':
          turn(invocation, edges.left(index), 'attempt', event.attempt === 1 ? '' : `attempt ${event.attempt}`);
          break;
        case 'attempt failed':
          turn(
            invocation,
            edges.right(index),
            'backoff',
            event.retryInMs === undefined ? '' : `again in ${durationText(event.retryInMs)}`,
          );
          break;
        case 'suspended':
          turn(invocation, edges.right(index), 'suspended', 'suspended');
          break;
        case 'paused':
          turn(invocation, edges.right(index), 'suspended', 'paused');
          break;
        case 'attempt ended':
          turn(invocation, edges.right(index), 'alive');
          break;
        case 'zombie':
          zombies.set(`${invocation}#${event.attempt}`, { from: index, to: index, attempt: event.attempt });
          break;
        case 'killed':
        case 'removed':
        case 'completed':
          close(invocation, edges.right(index));
          tracks.delete(invocation);
          break;
        default: {
          const zombie = 'attempt' in event ? zombies.get(`${invocation}#${event.attempt}`) : undefined;
          if (zombie !== undefined) zombie.to = index;
        }
      }
    }
  }
  // Whoever has not ended goes on beyond the last step.
  for (const [invocation, { kind }] of tracks) {
    close(invocation, edges.end);
    const y = lanes.yOf(`invocation ${invocation}`);
    if (y === undefined) continue;
    bars.push({ kind: 'open', x: edges.end, to: edges.end + 12, y: y - 1, height: THIN, label: kind, invocation });
  }
  for (const [name, { from, to, attempt }] of zombies) {
    const invocation = name.slice(0, name.lastIndexOf('#'));
    const y = lanes.yOf(`invocation ${invocation}`);
    if (y === undefined || to === from) continue;
    const height = ZOMBIE_HEIGHT;
    bars.push({
      kind: 'zombie',
      x: edges.right(from),
      to: edges.right(to),
      y: y - height / 2,
      height,
      label: `attempt ${attempt}, a zombie`,
      invocation,
    });
  }
  return bars;
}

function lockBars(steps: readonly Step[], lanes: Lanes, edges: Edges): Bar[] {
  const bars: Bar[] = [];
  const held = new Map<string, { readonly invocation: string; readonly from: number }>();
  const close = (key: string, to: number): void => {
    const lock = held.get(key);
    const y = lanes.lockYOf(key);
    held.delete(key);
    if (lock === undefined || y === undefined) return;
    bars.push({
      kind: 'lock',
      x: anchor(edges, lock.from),
      to,
      y,
      height: LOCK_HEIGHT,
      label: lock.invocation,
      invocation: lock.invocation,
    });
  };
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type === 'lock taken') {
        close(event.key, anchor(edges, index));
        held.set(event.key, { invocation: event.invocation, from: index });
      } else if (event.type === 'lock released') {
        close(event.key, anchor(edges, index));
      }
    }
  }
  for (const key of held.keys()) close(key, edges.end + 12);
  for (const { invocation, key, from, to, slot } of lanes.waitings) {
    const y = lanes.lockYOf(key);
    if (y === undefined) continue;
    bars.push({
      kind: 'waiter',
      x: anchor(edges, from),
      to: to === undefined ? edges.end + 12 : anchor(edges, to),
      y: y + LOCK_HEIGHT + 2 + slot * WAITER_HEIGHT,
      height: WAITER_HEIGHT - 2,
      label: `${invocation} waits`,
      invocation,
    });
  }
  return bars;
}

/** Where the first mark of a step is: columns may be wide because of other lanes. */
function anchor(edges: Edges, step: number): number {
  return Math.min(edges.left(step) + 10, edges.right(step));
}
