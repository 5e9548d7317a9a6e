import { pathToFileURL } from 'node:url';
import type { AnyDefinition, Scenario } from '../../../../sim/simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../../sim/simulation/scenario/upgrade.ts';
import { deriveScenario } from '../../../../sim/simulation/scenario/derive.ts';
import type { Hints } from '../../../../sim/simulation/scenario/hints.ts';
import type { Change } from '../../../model/conformance/changes/change.ts';
import { callees } from '../../../model/conformance/changes/play.ts';
import { definitionsOf } from '../../../model/conformance/deployments/services-of.ts';
import type { Json } from '../../../model/conformance/json.ts';
import type { Outside } from '../../../model/conformance/outside.ts';
import type { Edit, EditedService } from '../edited-service.ts';
import { servicesOfChange } from '../measured.ts';
import { editedText, textOf, type EditedFiles } from '../two-files.ts';
import { QUICK } from './tapped-endpoint.ts';

/** Two versions of services under names that nothing else has, whose waits are short enough for real time. */
export interface Subject {
  readonly title: string;
  readonly old: readonly AnyDefinition[];
  readonly next: readonly AnyDefinition[];
  readonly hints: Hints;
  /** Ids of awakeables that handlers have given to the outside world, apart from those in results of steps. */
  readonly awakeables: readonly string[];
}

/** @returns the scenario of a subject in which the new version arrives by this route */
export function scenarioOfSubject({ title, old, next, hints }: Subject, route: UpgradeRoute): Scenario {
  const { scenario } = deriveScenario(title, old, { ...hints, takesInput: () => false });
  return {
    ...scenario,
    defaultServiceOptions: QUICK,
    upgrade: { to: () => next, routes: [route], operations: [] },
  };
}

/** @param mark makes the names of its services its own */
export async function subjectOfEdit(
  files: EditedFiles,
  service: EditedService,
  edit: Edit,
  mark: string,
): Promise<Subject> {
  const marked = (text: string): string => inShort(text).replaceAll(/name: '([A-Z]\w*)'/g, `name: '$1${mark}'`);
  const load = async (name: string, text: string): Promise<readonly AnyDefinition[]> => {
    const path = files.writeText(`${name}${mark}.ts`, marked(text));
    const exported: Readonly<Record<string, AnyDefinition>> = await import(pathToFileURL(path).href);
    return Object.values(exported);
  };
  const { examples = {}, awakeables = {}, ...rest } = service.hints;
  return {
    title: `${service.name}: ${edit.name}`,
    old: await load('old', textOf(service)),
    next: await load('next', editedText(service, edit)),
    hints: {
      ...rest,
      examples: withMark({ ...examples, ...edit.examples }, mark),
      awakeables: withMark(awakeables, mark),
    },
    awakeables: [],
  };
}

/** Waits of days and hours as fractions of a second; timeouts end by no means before the outside world has answered. */
function inShort(text: string): string {
  return text
    .replaceAll(/orTimeout\(\{[^}]*\}\)/g, 'orTimeout({ seconds: 40 })')
    .replaceAll(/\{ (days|hours|minutes): \d+ \}/g, '{ milliseconds: 400 }');
}

function withMark<T>(named: Readonly<Record<string, T>>, mark: string): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name.replace('/', `${mark}/`), value]));
}

/** Whether a change of the matrix needs nothing but answers to its awakeables, and no delay that is longer than a comparison takes. */
export function isPlain({ name, before, resolves, waits }: Change): boolean {
  return before === undefined && resolves === undefined && waits === undefined && !name.startsWith('send-delay');
}

export function subjectOfChange(change: Change, mark: string): Subject {
  const awakeables: string[] = [];
  const outside: Outside = {
    log: ({ awakeable }) => void (typeof awakeable === 'string' && awakeables.push(awakeable)),
    count: () => 0,
    wait: () => Promise.resolve(),
    crash: () => new Promise(() => undefined),
  };
  const nameOf = (service: string): string => `${service.replaceAll('-', '_')}${mark}`;
  const made = (version: 'v1' | 'v2'): readonly AnyDefinition[] =>
    definitionsOf({ ...servicesOfChange(change, version), ...callees }, version, { outside, open: new Set(), nameOf });
  const handler = `${nameOf(change.name)}/${change.of === 'workflow' ? 'run' : 'go'}`;
  const callee = Object.entries(callees).flatMap(([name, { handlers }]) =>
    Object.keys(handlers).map((each) => [`${nameOf(name)}/${each}`, []] as const),
  );
  const examples: Record<string, readonly Json[]> = {
    ...Object.fromEntries(callee),
    [handler]: [change.input ?? null],
  };
  return {
    title: change.name,
    old: made('v1'),
    next: made('v2'),
    hints: { examples, keys: ['k'] },
    awakeables,
  };
}
