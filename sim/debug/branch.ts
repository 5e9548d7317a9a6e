import { choiceKey } from '../core/address.ts';
import { parseDuration } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { parsedJson } from '../core/parsed-json.ts';
import type { Runner } from '../search/run/runner.ts';
import type { Json } from '../simulation/faults/plan.ts';
import type { BranchedRun } from './answers.ts';
import { changedPlan } from './changed-plan.ts';
import type { Change, ChangingOption } from './options-at.ts';
import { watchedRun, type WatchedRun } from './watched-run.ts';

/** A branch: its run, and how it compares with its parent. */
export interface Branch extends Pick<BranchedRun, 'applied' | 'differsAt'> {
  readonly run: WatchedRun;
}

/** As often as this, time passes at most for `wait`. */
const MAX_DEADLINES = 10_000;

/**
 * Runs the plan of a run again, with another option at a step.
 * @throws {UsageError} in one sentence, when there is no such option at the step
 */
export async function branched(
  runner: Runner,
  parent: WatchedRun,
  step: number,
  option: string,
  options: readonly ChangingOption[],
): Promise<Branch> {
  if (step === 0) {
    throw new UsageError('OPTION_NOT_FOUND', 'Nothing was chosen before the first step; go to a step first: `goto 1`.');
  }
  const wait = /^wait\s+(\S.*)$/.exec(option);
  const run =
    wait === null
      ? await watchedRun(runner, changedPlan(parent, step, changeOf(parent, step, option, options)))
      : await waited(runner, parent, step, wait[1] ?? '');
  const differs = differsAt(parent, run);
  const applied = isApplied(parent, run, step, wait === null ? changeOf(parent, step, option, options) : undefined);
  return { run, applied, ...(differs !== undefined && { differsAt: differs }) };
}

function changeOf(parent: WatchedRun, step: number, option: string, options: readonly ChangingOption[]): Change {
  const input = /^input\s+(\S.*)$/s.exec(option);
  if (input !== null) return inputOf(parent, step, input[1] ?? '');
  const found = options.find(({ id }) => id === option);
  if (found !== undefined) return found.change;
  throw new UsageError(
    'OPTION_NOT_FOUND',
    options.length === 0
      ? `Nothing else was possible at step ${step}, so there is no option "${option}"; \`wait 1h\` lets time pass first.`
      : `There is no option "${option}" at step ${step}; \`what-else\` lists the ${options.length} that there are.`,
  );
}

/** The operation whose request a step sends gets another input. */
function inputOf(parent: WatchedRun, step: number, text: string): Change {
  const from = parent.steps[step - 1]?.firstEvent ?? 0;
  const request = parent.events.slice(from, parent.eventsUntil(step)).find(({ type }) => type === 'operation');
  const operation = request !== undefined && 'operation' in request ? request.operation : undefined;
  if (operation === undefined || !parent.plan.operations.some(({ id }) => id === operation)) {
    throw new UsageError(
      'OPTION_NOT_FOUND',
      `Step ${step} is no request of a client, so it has no input; go to one first, such as \`goto ${parent.plan.operations[0]?.id ?? 'a'}:request\`.`,
    );
  }
  try {
    return { kind: 'input', operation, input: parsedJson(text) as Json };
  } catch {
    throw new UsageError('OPTION_NOT_FOUND', `\`input\` takes JSON, such as input {"amount":3}, and not ${text}.`);
  }
}

/** Lets time pass until so much of it is over, and then takes the step. */
async function waited(runner: Runner, parent: WatchedRun, step: number, text: string): Promise<WatchedRun> {
  const ms = parseDuration(text);
  const far = await watchedRun(runner, changedPlan(parent, step, { kind: 'time', times: MAX_DEADLINES }));
  const fromMs = parent.timeAt(step - 1);
  let times = 0;
  while (far.steps[step - 1 + times]?.isTime === true) {
    times++;
    if (far.timeAt(step - 1 + times) - fromMs >= ms) break;
  }
  if (times === 0) {
    throw new UsageError('OPTION_NOT_FOUND', `No deadline is pending at step ${step}, so no time can pass there.`);
  }
  return watchedRun(runner, changedPlan(parent, step, { kind: 'time', times }));
}

function differsAt(parent: WatchedRun, branch: WatchedRun): BranchedRun['differsAt'] {
  const all = Math.max(parent.steps.length, branch.steps.length);
  for (let index = 0; index < all; index++) {
    const [was, is] = [parent.steps[index], branch.steps[index]];
    if (was?.name === is?.name && textOf(parent, index) === textOf(branch, index)) continue;
    return {
      step: index + 1,
      ...(was !== undefined && { parent: was.name }),
      ...(is !== undefined && { branch: is.name }),
    };
  }
  return undefined;
}

/** What happened in a step, to compare. */
function textOf(run: WatchedRun, index: number): string {
  const events = run.events.slice(run.steps[index]?.firstEvent ?? 0, run.eventsUntil(index + 1));
  return JSON.stringify(events.map((event) => ({ ...event, footprint: undefined })));
}

/** Whether the branch was the same before the step, and did there what it was to do. */
function isApplied(parent: WatchedRun, branch: WatchedRun, step: number, change: Change | undefined): boolean {
  const isSame = parent.steps.slice(0, step - 1).every(({ name }, index) => branch.steps[index]?.name === name);
  const own = branch.steps[step - 1];
  if (!isSame || own === undefined) return false;
  switch (change?.kind) {
    case 'step':
      return own.name === change.name;
    case 'fault':
      return (
        change.fault === undefined ||
        branch.events.some((event) => event.type === 'trouble' && event.point === change.point)
      );
    case 'choice':
      return branch.watched.some(({ picks }) =>
        picks.some(({ kind, address, chosen }) => choiceKey(kind, address) === change.key && chosen === change.option),
      );
    case 'input':
      return true;
    case 'time':
    case undefined:
      return own.isTime;
  }
}
