import { attemptOf } from '../../sim/core/address.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import type { ShownEvent } from '../../sim/trace/shown.ts';
import { anchor, type Edges } from './edges.ts';
import type { Bar } from './geometry.ts';
import type { Lanes } from './lanes.ts';

const ATTEMPT_HEIGHT = 28;
const ZOMBIE_HEIGHT = 22;
const THIN = 2;

/** A stretch of an invocation that has not ended yet. */
interface Stretch {
  readonly x: number;
  readonly kind: Bar['kind'];
  readonly label: string;
}

/** The first and the last step of an attempt that the server has given up. */
interface Zombie {
  readonly invocation: string;
  readonly attempt: number;
  readonly from: number;
  to: number;
}

/** The bars of invocations: what each of them does from step to step. */
export class AttemptBars {
  readonly #lanes: Lanes;
  readonly #edges: Edges;
  readonly #drawn: ReadonlySet<string>;
  readonly #bars: Bar[] = [];
  readonly #open = new Map<string, Stretch>();
  readonly #zombies = new Map<string, Zombie>();

  constructor(lanes: Lanes, edges: Edges) {
    this.#lanes = lanes;
    this.#edges = edges;
    this.#drawn = new Set(lanes.lives.map(({ invocation }) => invocation));
  }

  see(event: ShownEvent, step: number): void {
    if (!('invocation' in event) || event.invocation === undefined || !this.#drawn.has(event.invocation)) return;
    const { invocation } = event;
    const next = this.#stretchFrom(event, step);
    if (next !== undefined) {
      this.#close(invocation, next.x);
      this.#open.set(invocation, next);
    } else if (event.type === 'zombie') {
      const { attempt } = event;
      this.#zombies.set(attemptOf(invocation, attempt), { invocation, attempt, from: step, to: step });
    } else if (event.type === 'killed' || event.type === 'removed' || event.type === 'completed') {
      this.#close(invocation, this.#edges.right(step));
      this.#open.delete(invocation);
    } else if ('attempt' in event && event.attempt !== undefined) {
      const zombie = this.#zombies.get(attemptOf(invocation, event.attempt));
      if (zombie !== undefined) zombie.to = step;
    }
  }

  /** @returns all bars, after the last step */
  end(): readonly Bar[] {
    for (const [invocation, { kind }] of this.#open) {
      const { end } = this.#edges;
      this.#close(invocation, end);
      this.#add({ kind: 'open', x: end, to: end + 12, height: THIN, label: kind, invocation });
    }
    for (const { invocation, attempt, from, to } of this.#zombies.values()) {
      if (to === from) continue;
      const label = `attempt ${attempt}, a zombie`;
      const [x, right] = [this.#edges.right(from), this.#edges.right(to)];
      this.#add({ kind: 'zombie', x, to: right, height: ZOMBIE_HEIGHT, label, invocation });
    }
    return this.#bars;
  }

  /** The stretch that begins with an event. */
  #stretchFrom(event: ShownEvent, step: number): Stretch | undefined {
    const [left, right, mark] = [this.#edges.left(step), this.#edges.right(step), anchor(this.#edges, step)];
    switch (event.type) {
      case 'invocation created':
        return event.scheduledForMs === undefined
          ? { x: mark, kind: 'alive', label: '' }
          : { x: mark, kind: 'pending', label: 'scheduled' };
      case 'queued':
        return { x: mark, kind: 'queued', label: 'waits for the lock' };
      case 'lock taken':
        return { x: mark, kind: 'alive', label: '' };
      case 'attempt started':
        return { x: left, kind: 'attempt', label: event.attempt === 1 ? '' : `attempt ${event.attempt}` };
      case 'attempt failed':
        return { x: right, kind: 'backoff', label: retryLabel(event.retryInMs) };
      case 'suspended':
        return { x: right, kind: 'suspended', label: 'suspended' };
      case 'paused':
        return { x: right, kind: 'suspended', label: 'paused' };
      case 'attempt ended':
        return { x: right, kind: 'alive', label: '' };
      default:
        return undefined;
    }
  }

  #close(invocation: string, to: number): void {
    const stretch = this.#open.get(invocation);
    if (stretch === undefined) return;
    this.#add({ ...stretch, to, height: stretch.kind === 'attempt' ? ATTEMPT_HEIGHT : THIN, invocation });
  }

  #add(bar: Omit<Bar, 'y'>): void {
    const y = this.#lanes.yOf(`invocation ${bar.invocation}`);
    if (y !== undefined) this.#bars.push({ ...bar, y: bar.kind === 'open' ? y - 1 : y - bar.height / 2 });
  }
}

function retryLabel(retryInMs: number | undefined): string {
  return retryInMs === undefined ? '' : `retry in ${durationText(retryInMs)}`;
}
