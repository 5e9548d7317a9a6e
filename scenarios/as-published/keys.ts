import { TerminalError } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect, type Effect, type OperationSpec, scenario, type Scenario } from '../../sim/index.ts';
import { generateHashKey, generateHierarchicalKey, myObject } from '../../objects/as-published/keys.ts';
import {
  generateResourceKey,
  resourceCaller,
  tenantResource,
  type Allocation,
  type Processing,
} from '../../objects/as-published/tenant-resource.ts';
import { nowhere } from './helpers.ts';
import { refusalsAreReportedBy } from './invariants/callers.ts';
import { emptyNamesAreRefused } from './invariants/names.ts';
import {
  allocationsArrive,
  entitiesHaveTheirOwn,
  keysAreValidated,
  originalsBelong,
  resourcesHaveTheirOwn,
} from './invariants/keys.ts';

/** No resource has more than ten units. */
const processAllocation: Effect<Processing, void> = effect({
  state: (): Processing[] => [],
  apply: (done: Processing[], processing: Processing): void => {
    if (processing.allocation.units > 10) throw new TerminalError('not enough units', { errorCode: 422 });
    done.push(processing);
  },
});

const resources = tenantResource({ processAllocation: nowhere });
const owner = fc.constantFrom(['acme', 'disk'], ['acme', 'disk:2'], ['acme:disk', '2'], ['bolt', 'disk'], ['', 'disk']);

/** Some names of tenants and resources contain a colon, one is empty, and one key has no colon. */
export const tenantResourceAsPublished: Scenario = scenario('TenantResource', {
  services: (effects: { processAllocation: (input: Processing) => Promise<unknown> }) => [
    tenantResource(effects),
    resourceCaller,
  ],
  effects: { processAllocation },
  operations: ({ call }) => [
    owner.map(([tenant = '', resource = '']): OperationSpec => {
      const input: Allocation = { tenant, resource, units: 1 };
      return {
        kind: 'call',
        service: 'TenantResource',
        handler: 'Allocate',
        key: generateResourceKey(tenant, resource),
        input: { ...input },
      };
    }),
    call(resources, 'Allocate', { key: 'disk', input: { tenant: '', resource: 'disk', units: 1 } }),
    call(resourceCaller, 'Use', {
      input: fc.constantFrom(1, 20).map((units) => ({ tenant: 'tenant-abc', resource: 'resource-xyz', units })),
    }),
  ],
  maxOperations: 6,
  invariants: [
    allocationsArrive,
    resourcesHaveTheirOwn,
    refusalsAreReportedBy('ResourceCaller'),
    emptyNamesAreRefused('TenantResource', (input) => {
      const { tenant, resource } = input as Allocation;
      return { tenant, resource };
    }),
  ],
});

const longName = 'the long business key of a contract';
const keys = fc.constantFrom(
  'plain',
  '',
  'tab\there',
  'nul\0here',
  'escape\u001Bhere',
  'next\u0085line',
  'x'.repeat(257),
  '😀'.repeat(70),
);
const path = fc.constantFrom(
  ['acme', 'eng', 'api'],
  ['acme', 'eng/api'],
  ['acme/eng', 'api'],
  ['acme', '', 'api'],
  ['acme/', 'api'],
);

/** Validates good and bad keys; makes keys from a long name and from paths. */
export const myObjectAsPublished: Scenario = scenario('MyObject', {
  services: [myObject],
  operations: ({ call }) => [
    call(myObject, 'DoWork', { key: keys }),
    call(myObject, 'Initialize', { key: generateHashKey(longName), input: fc.constantFrom(longName, 'another name') }),
    path.map((components): OperationSpec => ({
      kind: 'call',
      service: 'MyObject',
      handler: 'Initialize',
      key: generateHierarchicalKey(...components),
      input: JSON.stringify(components),
    })),
  ],
  invariants: [keysAreValidated, originalsBelong, entitiesHaveTheirOwn],
});
