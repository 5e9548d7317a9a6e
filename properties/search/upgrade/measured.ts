import * as fc from 'fast-check';
import type { Change, Fates } from '../../model/conformance/changes/change.ts';
import { QUICK, definitionsOf, strict, type Services } from '../../model/conformance/deployments/services-of.ts';
import type { Json } from '../../model/conformance/json.ts';
import type { Outside } from '../../model/conformance/outside.ts';
import { callees, resolve } from '../../model/conformance/changes/play.ts';
import { stepOf } from '../../../sim/core/address.ts';
import { encodeUtf8 } from '../../../sim/core/utf8.ts';
import { awakeableId } from '../../../sim/journal/awakeable-id.ts';
import { FIRST_AWAKEABLE_SIGNAL } from '../../../sim/journal/notification.ts';
import type { Server } from '../../../sim/server/server.ts';
import { scenario, type AnyDefinition, type Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';

/** The routes on which the change matrix was measured on a real server. */
export const MEASURED: readonly UpgradeRoute[] = ['in-place', 'resume'];

/** What a real server has shown of a change: what is in flight breaks, waits forever, or comes to an end. */
export type Measured = 'breaks' | 'waits' | 'ends';

export function measured({ inPlace, resumed = inPlace }: Change, route: UpgradeRoute): Measured {
  const fates: Fates = route === 'in-place' ? inPlace : resumed;
  const all = typeof fates === 'string' ? [fates] : fates;
  if (all.some((fate) => fate.startsWith('paused'))) return 'breaks';
  return all.some((fate) => fate.startsWith('suspended')) ? 'waits' : 'ends';
}

/** @returns a scenario of one change of the matrix */
export function scenarioOfChange(change: Change, routes: readonly UpgradeRoute[]): Scenario {
  const { name, before, resolves, input } = change;
  const kind = change.of ?? 'service';
  const make = (version: 'v1' | 'v2') => (): readonly AnyDefinition[] =>
    definitionsOf({ ...servicesOfChange(change, version), ...callees }, version, {
      outside: NOTHING_OUTSIDE,
      open: new Set(),
      nameOf: (service) => service.replaceAll('-', '_'),
    });
  const old = make('v1')().find((each) => each.name === name.replaceAll('-', '_'));
  const key = kind === 'service' ? {} : { key: fc.constant('k') };
  return scenario(name, {
    services: make('v1'),
    operations: ({ call }) => {
      const request = (handler: string, value: Json | undefined) =>
        // The handlers of a table have no types.
        call(old as never, handler as never, { ...key, input: fc.constant(value) } as never);
      return [
        request(kind === 'workflow' ? 'run' : 'go', input),
        ...(before === undefined ? [] : [request('before', undefined)]),
        ...(resolves === undefined ? [] : [request('resolve', resolves)]),
      ];
    },
    owed: ['anything'],
    upgrade: { to: make('v2'), how: routes },
  });
}

/** @returns the services of one version of a change */
export function servicesOfChange(change: Change, version: 'v1' | 'v2'): Services {
  const { name, v1, v2 = v1, before, options, strictInput } = change;
  const kind = change.of ?? 'service';
  const body = version === 'v1' ? v1 : v2;
  return {
    [name]: {
      kind,
      handlers: {
        [kind === 'workflow' ? 'run' : 'go']: version === 'v2' && strictInput === true ? { body, input: strict } : body,
        ...(before !== undefined && { before }),
        ...(kind === 'workflow' && { resolve }),
      },
      options: { ...QUICK, ...options?.[version] },
    },
  };
}

/** From here on the world outside resolves each awakeable, a second after a handler has begun to wait for it. */
export function answerAwakeables({ world, ingress, invocations }: Server): void {
  const answered = new Set<string>();
  world.trace.listen((event) => {
    if (event.type !== 'suspended') return;
    for (const awaited of event.awaiting) {
      const index = Number(/^s(\d+)$/.exec(awaited)?.[1]);
      const name = `${event.invocation} ${awaited}`;
      if (!(index >= FIRST_AWAKEABLE_SIGNAL) || answered.has(name)) continue;
      answered.add(name);
      const waiting = [...invocations.values()].find(({ address }) => address === event.invocation);
      if (waiting === undefined) continue;
      const path = `/restate/awakeables/${awakeableId(waiting.id, index)}/resolve`;
      const headers = [['content-type', 'application/json']] as const;
      const resolve = {
        chain: `outside ${name}`,
        address: stepOf(`outside-${answered.size}`, 'resolve'),
        footprint: { reads: ['clock'], writes: ['world'] },
        runsUserCode: false,
        perform: () =>
          ingress.handle(
            `outside-${answered.size}`,
            { method: 'POST', path, headers, body: encodeUtf8('"v2"') },
            () => undefined,
          ),
      };
      world.clock.arm({ atMs: world.clock.now + WAIT_MS, housekeeping: false, due: () => world.agenda.add(resolve) });
    }
  });
}

const WAIT_MS = 1_000;

const NOTHING_OUTSIDE: Outside = {
  log: () => undefined,
  count: () => 0,
  wait: () => Promise.resolve(),
  crash: () => new Promise(() => undefined),
};
