import type { Quantity } from './chart-spec.ts';

/** What paths lead into: JSON values of one decision. */
export interface Values {
  readonly input: unknown;
  readonly answer: unknown;
  readonly state: ReadonlyMap<string, unknown>;
}

/** @returns what stands at a path; undefined when there is nothing */
export function valueAt(values: Values, path: string): unknown {
  const [source = '', ...names] = path.split('.');
  if (source === 'input') return within(values.input, names);
  if (source === 'answer') return within(values.answer, names);
  if (source !== 'state') return undefined;
  // Names of state may have dots of their own.
  for (let length = names.length; length > 0; length--) {
    const name = names.slice(0, length).join('.');
    if (values.state.has(name)) return within(values.state.get(name), names.slice(length));
  }
  return undefined;
}

export function numberAt(values: Values, quantity: Quantity | undefined): number | undefined {
  const found = typeof quantity === 'string' ? valueAt(values, quantity) : quantity;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function within(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
