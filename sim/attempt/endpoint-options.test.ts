/**
 * Goal: every option of the SDK's serving side is honoured or refused. Method: the tables have a row for each member of the
 * SDK's own types, so that a new option of the SDK does not compile here until the tables say what happens to it.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import type { BoundHandler } from './definition.ts';
import { setEndpointOptions, withEndpointOptions } from './endpoint-options.ts';
import { readDefinition } from './read-definition.ts';
import { sdkOf } from './sdk-shape.ts';

/** `refused` in a sentence; `no effect`: it concerns the connection to the server and not what handlers do. */
const ENDPOINT: Readonly<Record<keyof restate.EndpointOptions, 'honoured' | 'refused' | 'no effect'>> = {
  services: 'honoured',
  defaultServiceOptions: 'honoured',
  journalValueCodecProvider: 'refused',
  identityKeys: 'no effect',
  logger: 'no effect',
};

const SERDE = restate.serde.binary as restate.Serde<unknown>;
const mapper = (): undefined => undefined;
const hook: restate.HooksProvider = () => ({});

/** A value for each option, and what a handler without options of its own shows for it. */
const DEFAULTS: Readonly<
  Record<
    keyof restate.DefaultServiceOptions,
    readonly [value: unknown, shown: (handler: BoundHandler) => unknown, expected: unknown]
  >
> = {
  idempotencyRetention: [1_000, ({ options }) => options.idempotencyRetentionMs, 1_000],
  journalRetention: [{ seconds: 2 }, ({ options }) => options.journalRetentionMs, 2_000],
  workflowRetention: [3_000, ({ options }) => options.workflowRetentionMs, 3_000],
  inactivityTimeout: [4_000, ({ options }) => options.inactivityTimeoutMs, 4_000],
  abortTimeout: [5_000, ({ options }) => options.abortTimeoutMs, 5_000],
  ingressPrivate: [true, ({ options }) => options.ingressPrivate, true],
  enableLazyState: [true, ({ options }) => options.enableLazyState, true],
  retryPolicy: [{ maxAttempts: 5, onMaxAttempts: 'kill' }, ({ options }) => options.retryPolicy.maxAttempts, 5],
  asTerminalError: [mapper, ({ asTerminalError }) => typeof asTerminalError, 'function'],
  serde: [SERDE, ({ inputSerde }) => inputSerde, SERDE],
  hooks: [[hook], ({ hooks }) => hooks, [hook]],
  explicitCancellation: [true, ({ options }) => options.explicitCancellation, true],
  onJournalMismatchErrors: ['fail', ({ options }) => options.onJournalMismatchErrors, 'fail'],
};

function handlerOf(defaultServiceOptions: object, options: object = {}): BoundHandler {
  const definition = restate.object({ name: 'O', handlers: { h: async () => {} }, options });
  setEndpointOptions(definition, { defaultServiceOptions });
  const handler = readDefinition(definition, sdkOf([definition])).handlers.get('h');
  if (handler === undefined) throw new Error('The definition has no handler h.');
  return handler;
}

describe('default options of an endpoint', () => {
  it.each(Object.entries(DEFAULTS))('include %s', (option, [value, shown, expected]) => {
    expect(shown(handlerOf({ [option]: value }))).toEqual(expected);
    expect(shown(handlerOf({}))).not.toEqual(expected);
  });

  it('give way to those of the service, whole', () => {
    const { options, hooks } = handlerOf(
      { retryPolicy: { maxAttempts: 5, onMaxAttempts: 'kill' }, hooks: [hook] },
      { retryPolicy: { maxAttempts: 7 }, hooks: [] },
    );
    expect(options.retryPolicy).toMatchObject({ maxAttempts: 7, onMaxAttempts: 'pause' });
    expect(hooks).toEqual([]);
  });

  it('hold for a definition that was read before it was served', () => {
    const definition = restate.service({ name: 'S', handlers: { h: async () => {} } });
    const sdk = sdkOf([definition]);
    readDefinition(definition, sdk);
    setEndpointOptions(definition, { defaultServiceOptions: { abortTimeout: 9 } });
    expect(readDefinition(definition, sdk).handlers.get('h')?.options.abortTimeoutMs).toBe(9);
  });
});

describe('a definition for a real endpoint', () => {
  it('has the default options under its own', () => {
    const definition = restate.service({
      name: 'S',
      handlers: { h: async () => {} },
      options: { ingressPrivate: true },
    });
    expect(withEndpointOptions(definition)).toBe(definition);
    setEndpointOptions(definition, { defaultServiceOptions: { abortTimeout: 9, ingressPrivate: false } });
    expect(withEndpointOptions(definition)).toMatchObject({
      name: 'S',
      options: { abortTimeout: 9, ingressPrivate: true },
    });
  });
});

describe('the options of an endpoint', () => {
  it('are refused in a sentence where they are not simulated', () => {
    const refused = Object.entries(ENDPOINT).flatMap(([option, what]) => (what === 'refused' ? [option] : []));
    for (const option of refused) {
      const definition = restate.service({ name: 'S', handlers: { h: async () => {} } });
      setEndpointOptions(definition, { [option]: () => {} });
      expect(() => readDefinition(definition, sdkOf([definition]))).toThrow(
        `The endpoint of service 'S' sets ${option}, which restate-sim does not simulate`,
      );
    }
  });
});
