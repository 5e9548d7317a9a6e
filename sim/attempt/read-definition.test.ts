import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { readDefinition } from './read-definition.ts';
import { sdkOf } from './sdk-shape.ts';
import type { BoundService } from './definition.ts';
import { decodeUtf8, encodeUtf8 } from '../core/utf8.ts';

function read(definition: unknown): BoundService {
  return readDefinition(definition, sdkOf([definition]));
}

const nothing = async (): Promise<void> => {};

describe('a definition', () => {
  it('has a kind, and so do its handlers', () => {
    const object = read(
      restate.object({ name: 'O', handlers: { ex: nothing, sh: restate.handlers.object.shared(nothing) } }),
    );
    expect([object.name, object.kind]).toEqual(['O', 'object']);
    expect([...object.handlers.values()].map(({ name, kind }) => [name, kind])).toEqual([
      ['ex', 'EXCLUSIVE'],
      ['sh', 'SHARED'],
    ]);
    const workflow = read(restate.workflow({ name: 'W', handlers: { run: nothing, ask: nothing } }));
    expect([...workflow.handlers.values()].map(({ kind }) => kind)).toEqual(['WORKFLOW', 'SHARED']);
    expect(read(restate.service({ name: 'S', handlers: { h: nothing } })).handlers.get('h')?.kind).toBe('SERVICE');
  });

  it('gets the defaults of a fresh server', () => {
    const handler = read(restate.service({ name: 'S', handlers: { h: nothing } })).handlers.get('h');
    expect(handler?.options).toEqual({
      ingressPrivate: false,
      enableLazyState: false,
      inactivityTimeoutMs: undefined,
      abortTimeoutMs: 600_000,
      journalRetentionMs: 86_400_000,
      idempotencyRetentionMs: 86_400_000,
      workflowRetentionMs: 86_400_000,
      retryPolicy: {
        initialIntervalMs: 500,
        maxIntervalMs: 60_000,
        exponentiationFactor: 2,
        maxAttempts: 70,
        onMaxAttempts: 'pause',
      },
      explicitCancellation: false,
      onJournalMismatchErrors: 'retry',
      accept: 'application/json',
      inputHasSchema: false,
      outputContentType: 'application/json',
      setOutputContentTypeIfEmpty: false,
    });
  });

  it('prefers each option of the handler to that of the service', () => {
    const hook = (): restate.Hooks => ({});
    const own = (): restate.Hooks => ({});
    const h = restate.createObjectHandler(
      { retryPolicy: { maxAttempts: 3 }, inactivityTimeout: { minutes: 2 }, hooks: [own], ingressPrivate: true },
      nothing,
    );
    const options = {
      retryPolicy: { maxAttempts: 9, onMaxAttempts: 'kill' as const, initialInterval: { seconds: 1 } },
      inactivityTimeout: 5,
      abortTimeout: 7,
      enableLazyState: true,
      explicitCancellation: true,
      hooks: [hook],
      serde: restate.serde.binary,
    };
    const handler = read(restate.object({ name: 'O', handlers: { h }, options })).handlers.get('h');
    expect(handler?.options).toMatchObject({
      retryPolicy: { maxAttempts: 3, onMaxAttempts: 'kill', initialIntervalMs: 1_000, maxIntervalMs: 60_000 },
      inactivityTimeoutMs: 120_000,
      abortTimeoutMs: 7,
      ingressPrivate: true,
      enableLazyState: true,
      explicitCancellation: true,
      accept: 'application/octet-stream',
    });
    expect(handler?.hooks).toEqual([hook, own]);
    expect(handler?.defaultSerde).toBe(restate.serde.binary);
  });

  it('may implement an interface', () => {
    const contract = restate.iface.object('I', { h: restate.iface.json<number, number>() });
    const implemented = restate.implement(contract, { handlers: { h: (_ctx, n) => Promise.resolve(n + 1) } });
    expect(read(implemented)).toMatchObject({ name: 'I', kind: 'object' });
  });

  it('reaches sibling handlers through this', async () => {
    const definition = restate.service({
      name: 'S',
      handlers: {
        async twice(_ctx: restate.Context, n: number): Promise<number> {
          return n * 2;
        },
        async h(ctx: restate.Context, n: number): Promise<number> {
          return (this as unknown as { twice(ctx: restate.Context, n: number): Promise<number> }).twice(ctx, n);
        },
      },
    });
    const output = await read(definition)
      .handlers.get('h')
      ?.invoke({ defaultSerde: restate.serde.json }, encodeUtf8('21'));
    expect(decodeUtf8(output ?? new Uint8Array())).toBe('42');
  });
});

// Recorded on restate-server 1.7.12, by registering services with these names.
describe('names', () => {
  const named =
    (name: string, handler: string): (() => BoundService) =>
    () =>
      read(restate.service({ name, handlers: { [handler]: nothing } }));

  it.each(['ok', 'a.b', 'a-b', '_a', '_1', 'dev.restate.x', 'a'.repeat(300), 'openapi2'])(
    'takes the service %s',
    (name) => {
      expect(named(name, 'h')().name).toBe(name);
    },
  );

  it.each(['', 'a b', 'é', '1a', '_', '-a', 'a%20b', 'a?b', 'a:b', 'a/b'])('refuses the service %j', (name) => {
    expect(named(name, 'h')).toThrow(
      `A server does not accept the service name '${name}': begin it with one of a-z, A-Z or an underscore, and use only`,
    );
  });

  it.each(['restate', 'RestateX', 'restate.x', 'openapi', 'OpenAPI'])('refuses the reserved service %s', (name) => {
    expect(named(name, 'h')).toThrow(`A server reserves the service name '${name}'`);
  });

  it.each(['h', '_a', 'a_1'])('takes the handler %s', (handler) => {
    expect([...named('S', handler)().handlers.keys()]).toEqual([handler]);
  });

  it.each(['a b', 'é', 'a.b', 'a-b', '1a', '_', 'a/b', 'a:b', 'a?'])('refuses the handler %j', (handler) => {
    expect(named('S', handler)).toThrow(
      `A server does not accept the handler name '${handler}' of service 'S': begin it with one of a-z, A-Z or an`,
    );
  });
});
