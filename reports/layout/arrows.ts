import type { Step } from '../data/steps.ts';
import type { Arrow } from './geometry.ts';
import type { LaneName } from './sketch.ts';

/** Where an event is drawn; undefined when it is folded away. */
export type PlaceOf = (seq: number, lane: LaneName) => Place | undefined;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The point of a mark that is nearest to another: arrows go straight down where they can. */
function nearest({ x, width }: Place, other: number): number {
  const half = Math.max(0, width / 2 - 10);
  return Math.min(Math.max(other, x - half), x + half);
}

/** What led to what across lanes: requests, calls and sends, answers, effects, signals. */
export function arrowsOf(steps: readonly Step[], placeOf: PlaceOf): readonly Arrow[] {
  const arrows: Arrow[] = [];
  const operations = new Map<string, { readonly seq: number; readonly lane: LaneName; readonly send: boolean }>();
  const entries = new Map<string, { readonly seq: number; readonly type: string }>();
  const callers = new Map<string, { readonly by: string; readonly completion: number | undefined }>();
  const completed = new Map<string, number>();
  const effects = new Map<string, { readonly seq: number; readonly invocation: string | undefined }>();
  /** Signals on their way, by the address of who gets them and their name. */
  const signals = new Map<string, { readonly seq: number; readonly invocation: string }>();
  const addresses = new Map<string, string>();
  const connect = (
    kind: Arrow['kind'],
    step: number,
    from: readonly [number, LaneName],
    to: readonly [number, LaneName],
    dashed = false,
  ): void => {
    const start = placeOf(...from);
    const end = placeOf(...to);
    if (start === undefined || end === undefined) return;
    const fromX = nearest(start, end.width < start.width ? end.x : end.x - end.width / 2 + 10);
    arrows.push({ kind, step, fromX, fromY: start.y, toX: nearest(end, fromX), toY: end.y, dashed });
  };
  for (const { index, events } of steps) {
    for (const event of events) {
      switch (event.type) {
        case 'operation':
          operations.set(event.operation, {
            seq: event.seq,
            lane: `client ${event.client}`,
            send: event.kind === 'send',
          });
          break;
        case 'invocation created': {
          addresses.set(event.id, event.invocation);
          const operation = operations.get(event.invocation);
          const to = [event.seq, `invocation ${event.invocation}`] as const;
          const delayed = event.scheduledForMs !== undefined;
          if (operation !== undefined)
            connect(operation.send ? 'send' : 'request', index, [operation.seq, operation.lane], to, delayed);
          const entry = entries.get(event.invocation);
          if (entry === undefined) break;
          const by = event.invocation.slice(0, event.invocation.lastIndexOf('/'));
          connect(entry.type === 'Call' ? 'call' : 'send', index, [entry.seq, `invocation ${by}`], to, delayed);
          break;
        }
        case 'invocation found': {
          const operation = operations.get(event.by);
          if (operation !== undefined)
            connect('request', index, [operation.seq, operation.lane], [event.seq, `invocation ${event.invocation}`]);
          break;
        }
        case 'appended': {
          const { command } = event;
          if (command.type === 'Call' || command.type === 'OneWayCall') {
            // An invocation made by another has the address of the entry that made it.
            const callee = `${event.invocation}/${event.entry}`;
            entries.set(callee, { seq: event.seq, type: command.type });
            if (command.type === 'Call')
              callers.set(`${event.invocation} ${command.completion}`, { by: callee, completion: command.completion });
          } else if (command.type === 'SendSignal') {
            const to = addresses.get(command.target) ?? command.target;
            signals.set(signalOf(to, command.signal), { seq: event.seq, invocation: event.invocation });
          }
          break;
        }
        case 'completed':
          completed.set(event.invocation, event.seq);
          break;
        case 'notified': {
          const { notification } = event;
          if (notification.type === 'signal') {
            const sent = signals.get(signalOf(event.invocation, notification.signal));
            if (sent === undefined) break;
            connect(
              'signal',
              index,
              [sent.seq, `invocation ${sent.invocation}`],
              [event.seq, `invocation ${event.invocation}`],
            );
            break;
          }
          if (notification.of !== 'Call') break;
          const callee = callers.get(`${event.invocation} ${notification.completion}`)?.by;
          const from = callee === undefined ? undefined : completed.get(callee);
          if (from === undefined) break;
          connect('answer', index, [from, `invocation ${callee ?? ''}`], [event.seq, `invocation ${event.invocation}`]);
          break;
        }
        case 'answer': {
          const from = completed.get(event.operation);
          const operation = operations.get(event.operation);
          if (from === undefined || operation === undefined) break;
          connect('answer', index, [from, `invocation ${event.operation}`], [event.seq, operation.lane]);
          break;
        }
        case 'effect began':
          effects.set(event.call, { seq: event.seq, invocation: event.invocation });
          break;
        case 'effect happened': {
          const began = effects.get(event.call);
          if (began?.invocation === undefined) break;
          connect(
            'effect',
            index,
            [began.seq, `invocation ${began.invocation}`],
            [event.seq, `effect ${event.effect}`],
          );
          break;
        }
        default:
          break;
      }
    }
  }
  return arrows;
}

function signalOf(invocation: string, signal: { readonly index: number } | { readonly name: string }): string {
  return `${invocation} ${'name' in signal ? `name ${signal.name}` : `index ${signal.index}`}`;
}
