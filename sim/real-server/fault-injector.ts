import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { tapped, type AttemptSeen, type Moment } from './attempt-tap.ts';
import type { OperatorFault, InjectionPoint } from './injection-points.ts';

/** What only other processes can do or know. */
export interface Helpers {
  /** Ends this process. */
  readonly die: () => void;
  /** @returns the address of an invocation that no client requested */
  readonly addressOf: (id: string) => Promise<string>;
  /** Has the server do something to an invocation. */
  readonly operate: (fault: OperatorFault, id: string) => Promise<void>;
  /** Called for each attempt that begins, so that attempts are counted across processes. */
  readonly began: (address: string) => void;
}

/** Injects faults at the points that a plan names, in the process that serves the handlers. */
export class FaultInjector {
  #points: readonly InjectionPoint[] = [];
  /** Address of an invocation -> attempts that have begun. */
  readonly #attempts = new Map<string, number>();
  readonly #helpers: Helpers;

  constructor(helpers: Helpers) {
    this.#helpers = helpers;
  }

  /** From now on these. @param attempts attempts of each invocation so far, which an earlier process may have counted */
  set(points: readonly InjectionPoint[], attempts: Readonly<Record<string, number>> = {}): void {
    this.#points = points;
    this.#attempts.clear();
    for (const [address, count] of Object.entries(attempts)) this.#attempts.set(address, count);
  }

  /** Watches an attempt, to inject faults into it. @returns what is known of it as it runs; undefined for other requests */
  watch(request: Http2ServerRequest, response: Http2ServerResponse): AttemptSeen | undefined {
    if (!request.url.includes('/invoke/')) return undefined;
    let address: Promise<string> | undefined;
    let attempt = 0;
    const count = (name: string): string => {
      attempt = (this.#attempts.get(name) ?? 0) + 1;
      this.#attempts.set(name, attempt);
      this.#helpers.began(name);
      return name;
    };
    return tapped(request, response, {
      began: ({ id, operation }) => {
        if (operation !== undefined) address = Promise.resolve(count(operation));
        // Who called it takes asking, so it is asked only where it matters.
        else if (id !== undefined && this.#points.some((point) => point.address.includes('/'))) {
          address = this.#helpers.addressOf(id).then(count);
        }
      },
      isArmed: () => this.#points.length > 0 && address !== undefined,
      at: async (moment, seen) => {
        const own = await address;
        for (const point of this.#points) {
          if (point.address === own && point.attempt === attempt && isAt(point, moment)) {
            await this.#inject(point, seen, response);
          }
        }
      },
    });
  }

  async #inject({ fault, phase }: InjectionPoint, { id }: AttemptSeen, response: Http2ServerResponse): Promise<void> {
    // What was written has to reach the server.
    if (phase === 'after') await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    if (fault === 'process') this.#helpers.die();
    else if (fault === 'connection') response.stream.destroy();
    else if (id !== undefined) await this.#helpers.operate(fault, id);
    // Nothing more is written: whatever has died is dead. After a kill the server cuts the stream a moment later.
    const isDead = fault === 'process' || fault === 'connection' || (fault === 'kill' && (await isCut(response)));
    if (isDead) await new Promise<never>(() => {});
  }
}

/** Waits for the server to cut a stream; one that it goes on to listen to is let go on in the end. */
async function isCut({ stream }: Http2ServerResponse): Promise<boolean> {
  if (stream.closed || stream.destroyed) return true;
  return new Promise((resolve) => {
    const patience = setTimeout(() => resolve(false), CUT_MS);
    stream.once('close', () => {
      clearTimeout(patience);
      resolve(true);
    });
  });
}

function isAt(point: Moment, { entry, phase }: Moment): boolean {
  return point.entry === entry && point.phase === phase;
}

const FLUSH_MS = 20;
/** By far longer than a server takes to cut a stream. */
const CUT_MS = 2_000;
