import type { Applied, Model, ModelOperation } from '../../sim/index.ts';

/** Key -> quota, and units by name. It is written independently of the object. */
type Resources = Readonly<Record<string, { readonly quota: number; readonly units: Readonly<Record<string, number>> }>>;

/** Resources that serve one request after another. It covers well-formed requests only. */
export const resourceModel: Model<unknown> = {
  init: {},
  covers: ({ input, key, handler }) =>
    key !== undefined &&
    /^[^:]+:[^:]+$/.test(key) &&
    !key.endsWith('%:b') &&
    (handler === 'usage' || wellFormed(input)),
  apply: (state, operation) => applied(state as Resources, operation),
};

function wellFormed(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  const { name, units } = input as { name?: string; units?: number };
  return name !== '' && (units === undefined || (Number.isInteger(units) && units > 0));
}

function applied(state: Resources, { key = '', handler, input }: ModelOperation): Applied<unknown> {
  const { name = '', units = 0 } = (input ?? {}) as { name?: string; units?: number };
  const resource = state[key];
  const put = (quota: number, taken: Readonly<Record<string, number>>): Applied<unknown> => {
    const left = Object.values(taken).reduce((sum, one) => sum - one, quota);
    const [tenant = '', of = ''] = key.split(':').map((part) => part.replaceAll('%3A', ':'));
    return { state: { ...state, [key]: { quota, units: taken } }, value: { tenant, resource: of, quota, left } };
  };
  if (handler === 'setQuota') return put(units, resource?.units ?? {});
  if (resource === undefined) return { state, failure: 404 };
  const { quota, units: taken } = resource;
  const has = taken[name];
  if (handler === 'usage') return put(quota, taken);
  if (handler === 'release') {
    const { [name]: _, ...others } = taken;
    return has === undefined ? { state, failure: 404 } : put(quota, others);
  }
  if (has === units) return put(quota, taken);
  const sum = Object.values(taken).reduce((total, one) => total + one, 0);
  return has !== undefined || sum + units > quota ? { state, failure: 422 } : put(quota, { ...taken, [name]: units });
}
