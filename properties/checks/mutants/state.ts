import type { CheckMutant } from '../mutants.ts';

const exclusivity = { file: 'exclusivity.ts', worlds: 'exclusivity', entry: 'exclusivity.ts' };
const arrival = { file: 'arrival-order.ts', worlds: 'order of arrival', entry: 'arrival-order.ts' };
const shared = { file: 'shared-reads.ts', worlds: 'shared reads', entry: 'shared-reads.ts' };
const torn = { file: 'torn-reads.ts', worlds: 'torn reads', entry: 'torn-reads.ts' };

/** Planted bugs in the checks of keys, queues and reads. */
export const stateMutants: readonly CheckMutant[] = [
  {
    ...exclusivity,
    name: 'does not mind two holders',
    from: "if (holder === undefined) return undefined;\n    return this.#breach(\n      event,\n      'overlap',\n      `got the lock",
    to: "if (holder !== undefined || holder === undefined) return undefined;\n    return this.#breach(\n      event,\n      'overlap',\n      `got the lock",
  },
  {
    ...exclusivity,
    name: 'does not look who starts',
    from: 'if (holder?.invocation === event.invocation) {',
    to: 'if (holder === undefined || holder.invocation === event.invocation) {',
  },
  {
    ...exclusivity,
    name: 'does not look who writes',
    from: 'if (key !== undefined && holder?.invocation !== event.invocation) {',
    to: 'if (key !== undefined && holder !== undefined && holder.invocation !== event.invocation) {',
  },
  {
    ...exclusivity,
    name: 'listens to zombies',
    from: 'this.#live.get(event.invocation) === event.attempt',
    to: 'event.attempt > 0',
  },
  { ...exclusivity, name: 'forgets that keys are given back', from: 'this.#holders.delete(event.key);', to: '' },
  { ...exclusivity, name: 'takes every zombie for a fault', from: 'if (!event.fenced) {', to: 'if (event.fenced) {' },
  {
    ...exclusivity,
    name: 'minds what the outside world has refused',
    from: 'if (event.repeated) return undefined;',
    to: '',
  },
  {
    ...exclusivity,
    name: 'minds effects of its own holder',
    from: 'next === undefined || next.invocation === event.invocation',
    to: 'next === undefined',
  },
  {
    ...arrival,
    name: 'does not mind who is first',
    from: 'if (first.invocation === event.invocation) return',
    to: 'if (arrived !== undefined) return',
  },
  {
    ...arrival,
    name: 'does not mind who has not waited',
    from: 'if (first.invocation === event.invocation) return',
    to: 'if (arrived === undefined || first.invocation === event.invocation) return',
  },
  { ...arrival, name: 'never takes anybody out of the line', from: 'waiting.delete(event.invocation);', to: '' },
  {
    ...shared,
    name: 'lets shared handlers write',
    from: "case 'refused':\n        return this.#refused(event);",
    to: '',
  },
  {
    ...shared,
    name: 'lets shared handlers wait',
    from: "if (reader?.created.kind !== 'SHARED') return undefined;\n    return breach(\n      reader,\n      event,\n      'blocked'",
    to: "if (reader === undefined || reader.created.kind !== 'WORKFLOW') return undefined;\n    return breach(\n      reader,\n      event,\n      'blocked'",
  },
  {
    ...shared,
    name: 'compares with the state as it is now',
    from: 'reader.snapshot.get(command.key)',
    to: 'this.#state(reader.key).get(command.key)',
  },
  { ...shared, name: 'keeps no snapshots', from: 'this.#kept.has(before) || before === EMPTY', to: 'before === EMPTY' },
  {
    ...shared,
    name: 'does not look at lazy reads',
    from: "notification.of !== 'GetLazyState'",
    to: "notification.of !== 'GetPromise'",
  },
  { ...torn, name: 'takes an old value for a new one', from: 'read.asOf < wrote.first ||', to: '' },
  { ...torn, name: 'never sees that a write was missed', from: 'before.asOf >= write.last', to: 'before.asOf >= 0' },
  { ...torn, name: 'forgets readers as soon as they are done', from: 'if (!writing) for', to: 'for' },
];
