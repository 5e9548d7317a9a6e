import type { Hints, ServiceHints } from '../../simulation/scenario/hints.ts';

/** Fields that have one part for each name, so that two sources of hints add up. */
const BY_NAME = ['examples', 'keys', 'awakeables', 'stubs', 'http', 'effects', 'faults'] as const;

/** @returns hints, with those of another source for what they leave open: by name where a field has names */
export function hintsOver(own: Hints, other: Hints): Hints {
  const left = withoutActions(own, other);
  const joined = BY_NAME.flatMap((field) => {
    const [above, below] = [own[field], left[field]];
    const both = isByName(above) && isByName(below);
    // What matches first is used, so the names of the first source come first.
    return both ? [[field, { ...above, ...below, ...above }] as const] : [];
  });
  const services = servicesOver(own.services, other.services);
  return { ...left, ...own, ...Object.fromEntries(joined), ...(services !== undefined && { services }) };
}

function servicesOver(own: Hints['services'], other: Hints['services']): Hints['services'] {
  if (own === undefined || other === undefined) return own ?? other;
  const names = [...new Set([...Object.keys(own), ...Object.keys(other)])];
  return Object.fromEntries(names.map((name) => [name, serviceOver(own[name] ?? {}, other[name] ?? {})]));
}

function serviceOver(own: ServiceHints, other: ServiceHints): ServiceHints {
  const left = withoutActions(own, other);
  const faults = own.faults && left.faults && { ...left.faults, ...own.faults };
  return { ...left, ...own, ...(faults !== undefined && { faults }) };
}

/** `operators` and `operators` of `faults` are one thing: the first source that says it replaces both of the other. */
function withoutActions<H extends Hints | ServiceHints>(own: H, other: H): H {
  if (own.operators === undefined && own.faults?.operators === undefined) return other;
  const { operators: _operators, faults, ...rest } = other;
  if (faults === undefined) return rest as H;
  const { operators: _ofFaults, ...more } = faults;
  return { ...rest, faults: more } as H;
}

function isByName(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
