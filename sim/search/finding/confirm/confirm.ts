import { allowanceInWords, type Allowance } from '../../../core/allowances.ts';
import type { Confirmation } from './confirmation.ts';
import { isMisuse } from '../../../attempt/remark.ts';
import { otherEngine, type EngineName } from '../../../attempt/engines.ts';
import { handlerOf, describeInvocation } from '../../../checks/naming.ts';
import type { TraceEvent } from '../../../trace/event.ts';
import { eventsIn } from '../../../trace/file.ts';
import { partingOf, type Parting } from '../../../trace/parting.ts';
import { eventsInWords } from '../../../trace/story.ts';
import { faultName } from '../../record/fault.ts';
import type { Finding } from '../finding.ts';
import type { FreshResult } from '../fresh/rerun-fresh.ts';
import { consequenceIn, misuseBefore } from './misuse.ts';

/** Ways to run the plan of a finding once more. */
export interface Reruns {
  /** In a fresh worker, where nothing has run before, if the module of the scenario is known. */
  readonly fresh: (finding: Finding, engine: EngineName) => Promise<FreshResult>;
  /** In one fresh worker on both engines, one after another: that costs one start of a worker and not two. */
  readonly both?: (finding: Finding, engines: readonly [EngineName, EngineName]) => Promise<[FreshResult, FreshResult]>;
  /** In this process, after many other runs. */
  readonly here: (finding: Finding, engine: EngineName) => Promise<FreshResult>;
  /** Here, on the engine `sdk`, judged by nothing that is built in: the run goes on after a misuse. */
  readonly onward?: (finding: Finding) => Promise<FreshResult>;
}

/**
 * Confirms a finding. Its plan is first run again on the engine that found it: another trace means that user code depends on
 * more than the plan. Then it is run on the other engine, which must give the same trace. If each engine repeats its own trace
 * and the two differ, the simulator is at fault, unless user code misused its context before. A misuse is confirmed by its
 * consequences.
 */
export async function confirm(finding: Finding, engine: EngineName, reruns: Reruns): Promise<Confirmation> {
  const other = otherEngine(engine);
  const [again, after] = (await reruns.both?.(finding, [engine, other])) ?? [await reruns.fresh(finding, engine)];
  if (again.hash !== finding.traceHash) {
    return notRepeatable(finding, engine, await reruns.here(finding, engine), again);
  }
  // The second run has the modules of the first one. Where it differs, it gets fresh ones before anything follows from it.
  const there = after?.hash === again.hash ? after : await reruns.fresh(finding, other);
  if (there.hash !== again.hash) return differing(finding, engine, [again, there], reruns);
  if (there.faults.includes(faultName(finding))) {
    return {
      standing: 'confirmed',
      words: `Confirmed: run again, it gives the same trace on the engines ${engine} and ${other}, event for event.${await consequenceOf(finding, reruns)}`,
    };
  }
  return {
    standing: 'advice',
    words: `Advice: run again, it gives the same trace on the engine ${other}, event for event, but only the engine ${engine} can detect this. It caused no failure in this run.`,
  };
}

/** @returns the consequences of a misuse on the real SDK; empty for other findings */
async function consequenceOf(finding: Finding, { onward }: Reruns): Promise<string> {
  if (!isMisuse(finding.kind) || onward === undefined) return '';
  return ` ${consequenceIn(eventsIn((await onward(finding)).trace))}`;
}

async function differing(
  finding: Finding,
  engine: EngineName,
  [here, there]: readonly [FreshResult, FreshResult],
  reruns: Reruns,
): Promise<Confirmation> {
  const other = otherEngine(engine);
  const thereAgain = await reruns.fresh(finding, other);
  if (thereAgain.hash !== there.hash || finding.allow !== undefined)
    return notRepeatable(finding, other, there, thereAgain);
  const parting = partingOf(eventsIn(here.trace), eventsIn(there.trace));
  const misuse = parting === undefined ? undefined : misuseBefore(parting, eventsIn(here.trace), eventsIn(there.trace));
  if (misuse !== undefined) {
    return {
      standing: 'confirmed',
      words:
        `Confirmed: run again, it gives the same trace on the engines ${engine} and ${other} up to a misuse of the context, after which they differ. ${misuse.text} ${await consequenceOf({ ...finding, kind: misuse.what }, reruns)}`.trim(),
    };
  }
  const at = parting?.common.length ?? 0;
  const traces = { [engine]: here.trace, [other]: there.trace } as Readonly<Record<EngineName, string>>;
  return {
    standing: 'simulator fault',
    words: `Fault of the simulator, not of your code: run again, both engines repeat themselves, but their traces diverge at event ${at}. There ${engine} has ${inWords(parting?.common, parting?.left[0])}, and ${other} has ${inWords(parting?.common, parting?.right[0])}. Please report it with the finding and both traces, which are in the same folder.`,
    traces,
  };
}

/** @returns a sentence about where two runs of one plan diverge; empty if their traces are equal */
export function whereTheyPart(before: FreshResult, again: FreshResult): string {
  const parting = partingOf(eventsIn(before.trace), eventsIn(again.trace));
  return parting === undefined ? '' : whoDiffers(parting);
}

/** @param before another run of the same plan */
function notRepeatable({ allow }: Finding, engine: EngineName, before: FreshResult, again: FreshResult): Confirmation {
  const who = whereTheyPart(before, again);
  return {
    standing: 'not repeatable',
    words: `Not repeatable: run again on the engine ${engine}, the same plan gives another trace.${who} ${allow === undefined ? CAUSES : allowedCause(allow)}`,
  };
}

function allowedCause(allow: readonly Allowance[]): string {
  return `The run used ${allow.map((kind) => allowanceInWords(kind)).join(' and ')}, which \`allow\` lets it use, and no plan repeats what comes from there. To repeat it exactly, stub those calls.`;
}

const CAUSES =
  'User code depends on more than its input, its context and its declared effects: a variable of a module, a cache, a file, the network. Keep it in the state of an object, in a ctx.run or in a declared effect, or pass a function that creates the services, which is called for each run.';

function whoDiffers({ common, left, right }: Parting): string {
  const event = left[0] ?? right[0];
  const words = inWords(common, event);
  const invocation = event !== undefined && 'invocation' in event ? event.invocation : undefined;
  const created = [...common, ...left].find(
    (each) => each.type === 'invocation created' && each.invocation === invocation,
  );
  if (created?.type !== 'invocation created') return ` They diverge at event ${common.length}, ${words}.`;
  return ` They diverge in ${handlerOf(created.target)}, at event ${common.length} in ${describeInvocation(created)}: ${words}.`;
}

/** @returns an event in words, given the events before it; without an event, the trace has ended there */
function inWords(before: readonly TraceEvent[] = [], event: TraceEvent | undefined): string {
  if (event === undefined) return 'its end';
  return `"${eventsInWords([...before, event]).at(-1)?.text}"`;
}
