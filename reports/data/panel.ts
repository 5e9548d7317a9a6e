import type { ShownStep } from './report.ts';
import { stateChanges, type StateChange } from './state-changes.ts';
import { subjectOf, type Step } from './steps.ts';
import type { SourceLines } from '../../sim/trace/source-lines.ts';
import { Narration } from './narration.ts';
import { keyOf, World, type InvocationThen, type Pending } from './world.ts';
import { payloadText } from '../../sim/trace/words/payload-text.ts';

/** Everything that the page says about one step. */
export interface Panel {
  /** What happened, and the line of the user's that it comes from. */
  readonly texts: readonly { readonly text: string; readonly line: string | undefined }[];
  readonly atMs: number;
  readonly move: ShownStep | undefined;
  readonly changes: readonly StateChange[];
  /** The state afterwards of the keys that the step is about. */
  readonly state: readonly { readonly key: string; readonly name: string; readonly value: string }[];
  readonly invocation: InvocationThen | undefined;
  readonly pending: readonly Pending[];
  readonly locks: readonly {
    readonly key: string;
    readonly holder: string | undefined;
    readonly queue: readonly string[];
  }[];
}

/** Describes a step: what happened, what it changed, and how the world stood afterwards. */
export function panelOf(steps: readonly Step[], index: number, lines?: SourceLines): Panel | undefined {
  const step = steps[index];
  if (step === undefined) return undefined;
  const narration = new Narration(steps.slice(0, index + 1));
  const world = new World();
  for (const { events } of steps.slice(0, index)) for (const event of events) world.see(event);
  const before = new Map([...world.state].map(([key, values]) => [key, new Map(values)]));
  for (const event of step.events) world.see(event);
  const subject = subjectOf(step);
  const invocation = subject === undefined ? undefined : world.invocations.get(subject);
  const key = invocation === undefined ? undefined : keyOf(invocation.target);
  const values = key === undefined ? undefined : world.state.get(key);
  return {
    texts: step.events.map((event) => ({ text: narration.of(event), line: lines?.of(event) })),
    atMs: step.atMs,
    move: step.move,
    changes: stateChanges(before, world.state),
    state:
      key === undefined
        ? []
        : [...(values ?? [])].map(([name, value]) => ({ key, name, value: payloadText(value, 600) })),
    invocation,
    pending: world.pending,
    locks: [...new Set([...world.holders.keys(), ...world.queues.keys()])]
      .map((lock) => ({ key: lock, holder: world.holders.get(lock), queue: world.queues.get(lock) ?? [] }))
      .filter(({ holder, queue }) => holder !== undefined || queue.length > 0),
  };
}
