import type { Confirmation } from './confirmation.ts';
import { otherEngine, type EngineName } from '../../../attempt/engines.ts';
import { handlerOf, describeInvocation } from '../../../checks/naming.ts';
import type { TraceEvent } from '../../../trace/event.ts';
import { eventsIn } from '../../../trace/file.ts';
import { partingOf, type Parting } from '../../../trace/parting.ts';
import { eventsInWords } from '../../../trace/story.ts';
import { faultName } from '../../record/fault.ts';
import type { Finding } from '../finding.ts';
import type { FreshResult } from '../fresh/rerun-fresh.ts';
import { consequenceIn, isMisuse, misuseBefore } from './misuse.ts';

/** Ways to run the plan of a finding once more. */
export interface Reruns {
  /** Where nothing has run before, if that can be had. */
  readonly fresh: (finding: Finding, engine: EngineName) => Promise<FreshResult>;
  /** Here, where many others have run. */
  readonly here: (finding: Finding, engine: EngineName) => Promise<FreshResult>;
  /** Here, on the engine `sdk`, judged by nothing that is built in: the run goes on after a misuse. */
  readonly onward?: (finding: Finding) => Promise<FreshResult>;
}

/**
 * Tells what a finding is worth. It is first run again on the engine that found it: another trace means that user code
 * depends on more than the plan. Then on the other engine, which must leave the same trace, event for event; a run that
 * repeats itself on both and differs is a fault of the simulator, unless user code has misused its context before. A misuse
 * is confirmed by what it leads to.
 */
export async function confirm(finding: Finding, engine: EngineName, reruns: Reruns): Promise<Confirmation> {
  const other = otherEngine(engine);
  const again = await reruns.fresh(finding, engine);
  if (again.hash !== finding.traceHash) {
    return notRepeatable(engine, await reruns.here(finding, engine), again);
  }
  const there = await reruns.fresh(finding, other);
  if (there.hash !== again.hash) return differing(finding, engine, [again, there], reruns);
  if (there.faults.includes(faultName(finding))) {
    return {
      standing: 'confirmed',
      words: `Confirmed: run again, it goes the same way on the engines ${engine} and ${other}, event for event.${await consequenceOf(finding, reruns)}`,
    };
  }
  return {
    standing: 'advice',
    words: `Advice: run again, it goes the same way on the engine ${other}, event for event, but only the engine ${engine} sees what is said against it. Nothing has gone wrong by it in this run.`,
  };
}

/** What a misuse leads to on the real SDK; nothing is said of other findings. */
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
  if (thereAgain.hash !== there.hash) return notRepeatable(other, there, thereAgain);
  const parting = partingOf(eventsIn(here.trace), eventsIn(there.trace));
  const misuse = parting === undefined ? undefined : misuseBefore(parting, eventsIn(here.trace), eventsIn(there.trace));
  if (misuse !== undefined) {
    return {
      standing: 'confirmed',
      words:
        `Confirmed: run again, it goes the same way on the engines ${engine} and ${other} up to a misuse of the context, after which they differ. ${misuse.text} ${await consequenceOf({ ...finding, kind: misuse.what }, reruns)}`.trim(),
    };
  }
  const at = parting?.common.length ?? 0;
  const traces = { [engine]: here.trace, [other]: there.trace } as Readonly<Record<EngineName, string>>;
  return {
    standing: 'simulator fault',
    words: `Fault of the simulator, not of your code: run again, both engines repeat themselves, but their traces part at event ${at}. There ${engine} has ${inWords(parting?.common, parting?.left[0])}, and ${other} has ${inWords(parting?.common, parting?.right[0])}. Please report it with the finding and both traces, which stand beside it.`,
    traces,
  };
}

/** @returns a sentence about where two runs of one plan part; none where their traces are alike */
export function whereTheyPart(before: FreshResult, again: FreshResult): string {
  const parting = partingOf(eventsIn(before.trace), eventsIn(again.trace));
  return parting === undefined ? '' : whoDiffers(parting);
}

/** @param before what another run of the same plan came to */
function notRepeatable(engine: EngineName, before: FreshResult, again: FreshResult): Confirmation {
  const who = whereTheyPart(before, again);
  return {
    standing: 'not repeatable',
    words: `Not repeatable: run again on the engine ${engine}, the same plan goes another way.${who} User code depends on more than its input, its context and its declared effects: a variable of a module, a cache, a file, the network. Keep it in the state of an object, in a ctx.run or in a declared effect, or make the services by a function, which is called anew for each run.`,
  };
}

function whoDiffers({ common, left, right }: Parting): string {
  const event = left[0] ?? right[0];
  const told = inWords(common, event);
  const invocation = event !== undefined && 'invocation' in event ? event.invocation : undefined;
  const created = [...common, ...left].find(
    (each) => each.type === 'invocation created' && each.invocation === invocation,
  );
  if (created?.type !== 'invocation created') return ` They part at event ${common.length}, ${told}.`;
  return ` They part in ${handlerOf(created.target)}, at event ${common.length} in ${describeInvocation(created)}: ${told}.`;
}

/** @returns an event in words, after the events before it; a trace without one has ended */
function inWords(before: readonly TraceEvent[] = [], event: TraceEvent | undefined): string {
  if (event === undefined) return 'its end';
  return `"${eventsInWords([...before, event]).at(-1)?.text}"`;
}
