import type { Breach } from '../../checks/invariant.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import { outcomeOf, type Observed } from './outcome.ts';

/** Runs of the same operations. */
export interface Runs {
  /** The new version arrives in it. */
  readonly upgraded: RunResult;
  readonly old: RunResult;
  readonly next: RunResult;
  /** Makes the run in which the old version arrives, at the same points and by the same route. */
  readonly control: () => Promise<RunResult>;
}

type Outcomes = Readonly<Record<'upgraded' | 'old' | 'next', ReadonlyMap<string, Observed>>>;

/**
 * @returns what a run with an upgrade has that neither version has alone: a failure where neither fails, and waits that never end,
 *   are breaches; other values are advice
 */
export async function differencesOf(runs: Runs): Promise<readonly Breach[]> {
  const outcomes: Outcomes = {
    upgraded: outcomeOf(runs.upgraded.events),
    old: outcomeOf(runs.old.events),
    next: outcomeOf(runs.next.events),
  };
  const found = [...outcomes.upgraded.keys()].flatMap((name) => {
    const breach = differenceIn(name, outcomes);
    return breach === undefined ? [] : [{ name, breach }];
  });
  const waits = waitsIn(runs.upgraded, [runs.old, runs.next]);
  if (found.length === 0 && waits.length === 0) return [];
  // What a deploy of the same code changes is the doing of the deploy: a closure runs twice, a retry comes later.
  const control = await runs.control();
  const usual = outcomeOf(control.events);
  const own = found.filter(({ name }) => usual.get(name)?.text === outcomes.old.get(name)?.text);
  const breaches = own.map(({ breach }) => breach);
  return [
    ...breaches.filter(({ advice }) => advice !== true),
    ...waitsIn(runs.upgraded, [runs.old, runs.next, control]),
    ...breaches.filter(({ advice }) => advice === true),
  ];
}

function differenceIn(name: string, { upgraded, old, next }: Outcomes): Breach | undefined {
  const [now, before, after] = [upgraded.get(name), old.get(name), next.get(name)];
  if (now === undefined || now.text === before?.text || now.text === after?.text) return undefined;
  // Of what only the upgraded run has, such as an answer to a request that is made after the upgrade, nothing is known.
  if (before === undefined && after === undefined) {
    return now.kind === 'result' && now.failure !== undefined
      ? failed(now, 'and neither version alone makes that request')
      : undefined;
  }
  const sides = `${inOld(before)} and ${inNext(after)}`;
  if (now.failure !== undefined && before?.failure === undefined && after?.failure === undefined) {
    return failed(now, `but ${sides}`);
  }
  return {
    message: `Silently different: ${now.what} is ${now.text}, but ${sides}.`,
    events: [now.event],
    handler: now.handler,
    kind: `silently different ${now.kind}`,
    location: `${now.kind} ${now.handler ?? now.what}`,
    advice: true,
  };
}

function failed(now: Observed, but: string): Breach {
  return {
    message: `${upper(now.what)} is ${now.text}, ${but}.`,
    events: [now.event],
    handler: now.handler,
    kind: 'fails only in an upgrade',
  };
}

function inOld(before: Observed | undefined): string {
  return before === undefined ? 'the old version alone has none' : `${before.text} with the old version alone`;
}

function inNext(after: Observed | undefined): string {
  return after === undefined ? 'the new one alone has none' : `${after.text} with the new one alone`;
}

/** What waits at the end for something from outside, and does so in none of the other runs. */
function waitsIn(upgraded: RunResult, others: readonly RunResult[]): readonly Breach[] {
  const usual = new Set(others.flatMap(({ left }) => left.map(({ invocation, what }) => `${invocation} ${what}`)));
  return upgraded.left
    .filter(({ invocation, what }) => !usual.has(`${invocation} ${what}`))
    .map(({ handler, invocation, what, event }) => ({
      message: `${handler} (invocation ${invocation}) waits forever for ${what}, which it does with neither version alone.`,
      events: [event],
      handler,
      kind: 'waits only in an upgrade',
    }));
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
