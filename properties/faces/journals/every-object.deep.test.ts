/**
 * Goal: journals of a real server replay to the last row on both engines, whatever a service does. Method: the services of all our
 * scenarios on one server, with requests that their scenarios draw; what is left of each in its tables is exported and judged.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL } from '../../../scenarios/index.ts';
import { installAmbient, uninstallAmbient } from '../../../sim/attempt/ambient.ts';
import { ENGINE_NAMES, loadEngine } from '../../../sim/attempt/engines.ts';
import { isInFlight, type ExportedJournal } from '../../../sim/exported/exported-journal.ts';
import { journalsFrom } from '../../../sim/exported/from-server.ts';
import { judgeJournal, REPLAY_AT } from '../../../sim/exported/judge-journal.ts';
import { VerdictGroups } from '../../../sim/exported/verdict-groups.ts';
import { RealClients } from '../../../sim/real-server/real-clients.ts';
import type { BoundService } from '../../../sim/attempt/definition.ts';
import { servicesOf } from '../../../sim/simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { hasServer } from '../../harness/has-server.ts';
import { serveOnServer } from '../../harness/serve-on-server.ts';

/** Requests of each kind. */
const REQUESTS = 6;
/** How long a response may take, in ms of real time: some handlers wait for what never comes here. */
const PATIENCE_MS = 1_500;

/** The services of all scenarios, each once, with effects that happen at once. */
const services = new Map<string, { readonly bound: BoundService; readonly definition: { readonly name: string } }>();
for (const scenario of ALL) {
  const bound = servicesOf(scenario);
  for (const definition of scenario.services(effectsOf(scenario)) as { readonly name: string }[]) {
    const own = bound.get(definition.name);
    if (own !== undefined && !services.has(definition.name)) services.set(definition.name, { bound: own, definition });
  }
}

function effectsOf({ effects }: Scenario): Parameters<Scenario['services']>[0] {
  return Object.fromEntries(
    Object.entries(effects).map(([name, { definition }]) => {
      const state = definition.state();
      return [name, async (input: never) => definition.apply(state, input)];
    }),
  );
}

/** A client for each kind of request, so that requests of one kind come one after another. */
function operationsOf({ operations, setup }: Scenario) {
  const drawn = operations.flatMap((kind, at) =>
    fc.sample(kind, { seed: 7 + at, numRuns: REQUESTS }).map((spec) => ({ spec, client: `client ${at}` })),
  );
  return [...setup.map((spec) => ({ spec, client: 'setup' })), ...drawn].map(({ spec, client }, at) => ({
    ...spec,
    id: `r${at}`,
    client,
    troubles: [],
  }));
}

describe.runIf(hasServer())('the journals of all objects', () => {
  const journals: ExportedJournal[] = [];
  beforeAll(async () => {
    const definitions = [...services.values()].map(({ definition }) => definition);
    await using served = await serveOnServer(definitions, 'default');
    // One after another: all of them at once would keep this process, which serves them, from answering in time.
    for (const scenario of ALL) {
      await new RealClients(served.ingressUrl, PATIENCE_MS).run({ operations: operationsOf(scenario) });
    }
    for await (const journal of journalsFrom(served.admin, {})) journals.push(journal);
    installAmbient();
  });
  afterAll(() => uninstallAmbient());

  it('are of nearly every handler, completed and in flight', () => {
    const handlers = new Set(journals.map(({ target }) => `${target.service}/${target.handler}`));
    const all = [...services.values()].reduce((sum, { bound }) => sum + bound.handlers.size, 0);
    expect(handlers.size).toBeGreaterThan(0.8 * all);
    expect(journals.some((journal) => isInFlight(journal))).toBe(true);
    expect(journals.some((journal) => !isInFlight(journal) && journal.rows.length > 8)).toBe(true);
  });

  it.each(ENGINE_NAMES.flatMap((engine) => REPLAY_AT.map((at) => [engine, at] as const)))(
    'go on where they stood, on %s, replayed at: %s',
    async (name, at) => {
      const engine = await loadEngine(name);
      const bound = new Map([...services].map(([service, own]) => [service, own.bound]));
      const groups = new VerdictGroups();
      for (const journal of journals) {
        const verdict = await judgeJournal(journal, { engine, services: bound, at });
        if (verdict !== undefined) groups.add(verdict);
      }
      const all = groups.all();
      // Services that fail on purpose, whatever their journal holds.
      const others = all
        .flatMap((own) => own.groups)
        .filter(({ verdict }) => !('message' in verdict && verdict.message === 'too frail'));
      expect(others).toEqual([]);
      expect(all.reduce((sum, { goOn }) => sum + goOn, 0)).toBeGreaterThan(0);
    },
  );
});
