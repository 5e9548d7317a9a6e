import { createRequire } from 'node:module';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { readDefinition, readDefinitions } from './read-definition.ts';
import { sdkOf } from './sdk-shape.ts';

const required = createRequire(import.meta.url)('@restatedev/restate-sdk') as typeof restate;
const handlers = { h: async (): Promise<void> => {} };
const imported = restate.object({ name: 'A', handlers });

describe('the copy of the SDK', () => {
  it('is the one that the definitions were made with', () => {
    expect(sdkOf([imported]).exports.TerminalError).toBe(restate.TerminalError);
    const sdk = sdkOf([required.object({ name: 'A', handlers })]);
    expect(sdk.exports.TerminalError).toBe(required.TerminalError);
    expect(sdk.exports.TerminalError).not.toBe(restate.TerminalError);
    expect(sdk.version).toMatch(/^1\.17\./);
  });

  it('is one for all services of a world', () => {
    const other = required.service({ name: 'B', handlers });
    expect(() => sdkOf([imported, other])).toThrow(/Service 'B' was made with another copy .* than service 'A'/);
  });

  it('has a promise that never settles, which combinators accept', () => {
    expect(restate.isRestatePromise(sdkOf([imported]).pending())).toBe(true);
  });

  it('has one that times out at once, as that of an attempt that is over does in the SDK', async () => {
    await expect(sdkOf([imported]).pending().orTimeout(1_000)).rejects.toThrow('Timeout occurred');
  });
});

describe('what is not a definition', () => {
  it.each([undefined, 'x', {}, { name: 'x' }, { name: 1, object: {} }, restate.iface.service('I', {})])(
    'is refused: %s',
    (value) => {
      expect(() => sdkOf([value])).toThrow(/Expected what restate\.service\(\)/);
    },
  );

  it('is refused when a handler was made by no SDK', () => {
    const forged = { name: 'x', service: { h: () => {} } };
    expect(() => readDefinition(forged, sdkOf([imported]))).toThrow(/'h' of service 'x' is not a Restate handler/);
  });

  it('is refused when a name is taken', () => {
    const twice = [imported, restate.service({ name: 'A', handlers })];
    expect(() => readDefinitions(twice, sdkOf(twice))).toThrow(/Service 'A' is bound twice/);
  });
});
