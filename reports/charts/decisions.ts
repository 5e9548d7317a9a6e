import type { Payload, ShownEvent } from '../data/shown.ts';
import { payloadJson } from '../data/text.ts';

/** An invocation of a limiter that came to an end, with what it was shown and told. */
export interface Decision {
  readonly key: string;
  readonly handler: string;
  readonly invocation: string;
  readonly input: unknown;
  /** The instant that its journal says it was shown; its own end when none is there. */
  readonly shownMs: number;
  readonly answer: unknown;
  /** The state under the watched name when it ended. */
  readonly state: unknown;
  readonly seq: number;
  readonly atMs: number;
}

interface Open {
  readonly key: string;
  readonly handler: string;
  readonly input: unknown;
  shownMs: number | undefined;
  lost: boolean;
}

/**
 * @param name of the state that is watched
 * @returns the invocations of a service that ended with an answer, in the order in which they ended
 */
export function decisionsOf(events: readonly ShownEvent[], service: string, name: string): readonly Decision[] {
  const inputs = new Map<string, Payload>();
  const open = new Map<string, Open>();
  const states = new Map<string, unknown>();
  const decisions: Decision[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'operation':
        inputs.set(event.operation, event.input);
        break;
      case 'invocation created':
        if (event.target.service !== service) break;
        open.set(event.invocation, {
          key: event.target.key ?? '',
          handler: event.target.handler,
          input: payloadJson(inputs.get(event.invocation)),
          shownMs: undefined,
          lost: false,
        });
        break;
      case 'appended': {
        const { command } = event;
        if (command.type === 'Call' || command.type === 'OneWayCall')
          inputs.set(`${event.invocation}/${event.entry}`, command.parameter);
        const own = open.get(event.invocation);
        if (own !== undefined && command.type === 'SetState' && command.key === name)
          states.set(own.key, payloadJson(command.value));
        break;
      }
      case 'notified': {
        const own = open.get(event.invocation);
        const { notification } = event;
        if (
          own === undefined ||
          own.shownMs !== undefined ||
          notification.type !== 'completion' ||
          notification.of !== 'Run'
        )
          break;
        const { result } = notification;
        const value = typeof result === 'object' && 'ok' in result ? payloadJson(result.ok) : undefined;
        if (typeof value === 'number') own.shownMs = value;
        break;
      }
      case 'killed': {
        const own = open.get(event.invocation);
        if (own !== undefined) own.lost = true;
        break;
      }
      case 'completed': {
        const own = open.get(event.invocation);
        open.delete(event.invocation);
        if (own === undefined || own.lost || !('ok' in event.result)) break;
        const { seq, atMs, invocation } = event;
        const { key, handler, input, shownMs } = own;
        const answer = payloadJson(event.result.ok);
        decisions.push({
          key,
          handler,
          invocation,
          input,
          shownMs: shownMs ?? atMs,
          answer,
          state: states.get(key),
          seq,
          atMs,
        });
        break;
      }
      default:
        break;
    }
  }
  return decisions;
}
