import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkAddresses } from './check-addresses.ts';
import { property } from './property.ts';
import { scenario, type ScenarioOptions } from './scenario.ts';

const counter = restate.object({ name: 'Counter', handlers: { add: async (_ctx: restate.ObjectContext) => {} } });
const flow = restate.workflow({ name: 'Flow', handlers: { run: async (_ctx: restate.WorkflowContext) => {} } });
const mailer = restate.service({ name: 'Mailer', handlers: { send: async (_ctx: restate.Context) => {} } });

type Options = ScenarioOptions<Record<never, never>>;

function checking(operations: Options['operations'], more: Partial<Options> = {}): () => void {
  return () => checkAddresses(scenario('shop', { services: [counter, flow], operations, ...more }));
}

it('lets right requests pass', () => {
  expect(
    checking(({ call, send }) => [call(counter, 'add', { key: 'a' }), send(flow, 'run', { key: 'a' })]),
  ).not.toThrow();
});

it('says that a service is not bound, and where it belongs', () => {
  expect(checking(({ call }) => [call(counter, 'add', { key: 'a' }), call(mailer, 'send', {})])).toThrow(
    'The scenario "shop" calls Mailer/send, but does not bind Mailer: add its definition to `services`, which has Counter, Flow.',
  );
});

it('says which handlers there are', () => {
  expect(checking(({ call }) => [call(counter, 'ad' as 'add', { key: 'a' })])).toThrow(
    'The scenario "shop" calls Counter/ad, but the handlers of Counter are: add.',
  );
});

it('calls the key of an object and of a workflow', () => {
  // @ts-expect-error -- nor does it compile
  expect(checking(({ call }) => [call(counter, 'add', {})])).toThrow(
    'calls Counter/add without a key: it belongs to a virtual object, so give a key',
  );
  // @ts-expect-error -- nor does it compile
  expect(checking(({ send }) => [send(flow, 'run', {})])).toThrow('it belongs to a workflow, so give a key');
});

it('refuses a key for a plain service', () => {
  // @ts-expect-error -- nor does it compile
  expect(checking(({ call }) => [call(mailer, 'send', { key: 'a' })], { services: [mailer] })).toThrow(
    'calls Mailer/send with the key "a": a plain service has no keys, so leave the key out.',
  );
});

it('looks at the requests of the beginning, too', () => {
  const setup = [{ kind: 'call', service: 'Countr', handler: 'add', key: 'a' }] as const;
  expect(checking(({ call }) => [call(counter, 'add', { key: 'a' })], { setup })).toThrow('calls Countr/add');
});

it('refuses faults of a service that is not bound, also of a property', () => {
  const faults = { services: { Counter: { troubles: 0 }, Countr: { troubles: 0 } } };
  const says = 'The scenario "shop" has faults for "Countr", but its services are: Counter, Flow.';
  expect(checking(({ call }) => [call(counter, 'add', { key: 'a' })], { faults })).toThrow(says);
  const body = property('shop', { services: [counter, flow], faults }, async () => {});
  expect(() => checkAddresses(body)).toThrow(says);
  expect(
    checking(({ call }) => [call(counter, 'add', { key: 'a' })], { faults: { services: { Flow: {} } } }),
  ).not.toThrow();
});

it('accepts a kind of request of which only some have an unknown target', () => {
  const spec = fc
    .constantFrom('add', 'nothing')
    .map((handler) => ({ kind: 'call', service: 'Counter', handler, key: 'a' }) as const);
  expect(checking(() => [spec])).not.toThrow();
});

it('looks at the requests after an upgrade, which the new version has, or the old one where the new one does not bind the service', () => {
  const after =
    (handler: 'add' | 'clear'): Options['operations'] =>
    ({ call }) => [call(counter, handler as 'add', { key: 'a' })];
  const cleared = restate.object({ name: 'Counter', handlers: { clear: async (_ctx: restate.ObjectContext) => {} } });
  const upgrade = { to: [cleared], operations: after('clear') };
  expect(checking(after('add'), { upgrade })).not.toThrow();
  expect(checking(after('add'), { upgrade: { ...upgrade, operations: after('add') } })).toThrow(
    'After its upgrade, the scenario "shop" calls Counter/add, but the handlers of Counter are: clear.',
  );
  expect(checking(after('add'), { upgrade: { to: [flow], operations: after('add') } })).not.toThrow();
});
