import type { Model } from '../../sim/index.ts';

/** Key -> value. It does not cover totals, which follow later, and invalid requests. */
export const counterModel: Model<unknown> = {
  init: {},
  covers: ({ service, key = '', handler, input }) =>
    service === 'TenantCounter' &&
    key.split(':').length === 2 &&
    (handler !== 'add' || Number.isInteger((input as { by?: unknown } | null)?.by)),
  apply: (state, { key = '', handler, input }) => {
    const values = state as Readonly<Record<string, number>>;
    const now = values[key] ?? 0;
    if (handler === 'value') return { state, value: now };
    const value = handler === 'reset' ? 0 : now + (input as { by: number }).by;
    return { state: { ...values, [key]: value }, value };
  },
};
