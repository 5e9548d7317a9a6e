import { choiceKey, operationOf, pointOf, under } from '../core/address.ts';
import type { Intervention, Json } from '../simulation/faults/plan.ts';
import type { POINT_OPTIONS, JournalPoint } from '../simulation/faults/planned-troubles.ts';
import type { WatchedPick } from './step-watch.ts';
import type { WatchedRun } from './watched-run.ts';

/** Something else that could happen at a step, as plain data: `branch` takes its id. */
export interface BranchOption {
  /** Stable name, such as `step b#1:start` or `crash process a#1@2:after`. */
  readonly id: string;
  readonly kind: 'step' | 'time' | 'fault' | 'without fault' | 'choice' | 'input';
  /** What would happen, in words. */
  readonly what: string;
}

/** What an operator or a failure may do at a journal point. */
export type PointFault = Exclude<(typeof POINT_OPTIONS)[number], 'nothing'>;

/** What an option does to a plan. */
export type Change =
  | { readonly kind: 'step'; readonly name: string }
  | { readonly kind: 'time'; readonly times: number }
  | { readonly kind: 'fault'; readonly fault: PointFault | undefined; readonly point: string }
  | { readonly kind: 'choice'; readonly key: string; readonly option: number }
  | { readonly kind: 'input'; readonly operation: string; readonly input: Json };

/** An option with the change that brings it about. */
export interface ChangingOption extends BranchOption {
  readonly change: Change;
}

const FAULT_WORDS: Readonly<Record<PointFault, string>> = {
  connection: 'the connection is lost',
  process: 'the process crashes',
  suspend: 'the server suspends the attempt',
  cancel: 'an operator cancels the invocation',
  kill: 'an operator kills the invocation',
  pause: 'an operator pauses the invocation',
  'clear state': 'an operator clears the state of the key',
};

/**
 * @param step number of a step that was taken, from 1
 * @param operators what operators may do in the scenario
 * @returns what else could have happened in its place, or in it
 */
export function optionsAt(run: WatchedRun, step: number, operators: readonly Intervention[]): ChangingOption[] {
  const watched = run.watched[step - 1];
  const taken = run.steps[step - 1];
  if (watched === undefined || taken === undefined) return [];
  const { ready, mayAdvance, points, picks } = watched;
  const others = ready.filter((name) => name !== taken.name);
  return [
    ...others.map((name): ChangingOption => {
      return { id: `step ${name}`, kind: 'step', what: `${name} comes first`, change: { kind: 'step', name } };
    }),
    ...(mayAdvance && !taken.isTime
      ? [
          {
            id: 'time',
            kind: 'time',
            what: 'time passes to the next deadline',
            change: { kind: 'time', times: 1 },
          } as const,
        ]
      : []),
    ...picks.flatMap((pick) => otherPicks(pick)),
    ...points.flatMap((point) => faultsAt(run, point, operators)),
  ];
}

/** The options of a choice that were not taken. */
function otherPicks({ kind, address, options, chosen }: WatchedPick): ChangingOption[] {
  // These two are offered as faults, with the name of each.
  if (kind === 'trouble' || kind === 'operator') return [];
  const key = choiceKey(kind, address);
  return Array.from({ length: options }, (_, option) => option)
    .filter((option) => option !== chosen)
    .map((option) => ({
      id: `choice ${key} = ${option}`,
      kind: 'choice',
      what: pickInWords(kind, address, option),
      change: { kind: 'choice', key, option },
    }));
}

const COURSES = ['answers', 'fails', 'happens, and its answer is lost'];

function pickInWords(kind: WatchedPick['kind'], address: string, option: number): string {
  switch (kind) {
    case 'effect':
      return `the effect ${address} ${COURSES[option] ?? `takes option ${option}`}`;
    case 'latency':
      return option === 0 ? `${address} takes its shortest time` : `${address} takes longer (option ${option})`;
    case 'outside':
      return `the outside world takes option ${option} for ${address}`;
    case 'queue':
      return `option ${option} of the queues goes first for ${address}`;
    default:
      return `${kind} of ${address}: option ${option}`;
  }
}

function faultsAt(run: WatchedRun, point: JournalPoint, operators: readonly Intervention[]): ChangingOption[] {
  const { invocation, attempt, entry, phase } = point;
  const at = pointOf(point);
  const where = `${phase} entry ${entry} of ${invocation}, attempt ${attempt}`;
  if (hasFault(run, at)) {
    const change = { kind: 'fault', fault: undefined, point: at } as const;
    return [{ id: `without fault ${at}`, kind: 'without fault', what: `nothing is injected ${where}`, change }];
  }
  const faults: readonly PointFault[] = ['connection', 'process', 'suspend', ...operators];
  return faults.map((fault) => ({
    id: `${fault === 'connection' || fault === 'process' ? `crash ${fault}` : fault} ${at}`,
    kind: 'fault',
    what: `${FAULT_WORDS[fault]} ${where}`,
    change: { kind: 'fault', fault, point: at },
  }));
}

/** Whether the plan injects something at a journal point. */
function hasFault({ plan }: WatchedRun, at: string): boolean {
  if (plan.choices[choiceKey('trouble', at)] !== undefined) return true;
  const own = plan.operations.find(({ id }) => id === operationOf(at));
  return (own?.troubles ?? []).some(
    (trouble) => 'entry' in trouble && at === pointOf({ ...trouble, invocation: under(own?.id ?? '', trouble.path) }),
  );
}
