/**
 * Goal: what an endpoint sets for all of its services holds in a search, whichever way the services are served. Method: a
 * handler that always throws one error is served with a mapper that makes the error terminal; without it, the search finds
 * that the invocation is retried until it is paused.
 */
import type * as restate from '@restatedev/restate-sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const SHOP = `import * as restate from '@restatedev/restate-sdk';
import { createEndpointHandler } from '@restatedev/restate-sdk/fetch';
class NotAllowed extends Error {}
const shop = restate.service({ name: 'Shop', handlers: { buy: async () => { throw new NotAllowed('no'); } } });
const options = {
  asTerminalError: (error) => error instanceof NotAllowed ? new restate.TerminalError('no', { errorCode: 403 }) : undefined,
};
`;

/** Every member of an endpoint that is built up: those that concern handlers, and those that do not. */
const MEMBERS: Readonly<Record<keyof restate.RestateEndpoint, string>> = {
  bind: 'shop',
  defaultServiceOptions: 'options',
  withIdentityV1: "'publickeyv1_x'",
  setLogger: '() => {}',
  journalValueCodecProvider: 'async () => ({})',
  listen: '9080',
  http1Handler: '',
  http2Handler: '',
  handler: '',
};
const { journalValueCodecProvider: codec, ...simulated } = MEMBERS;

function serving(name: string, code: string): { status: number | null; error: string } {
  folder.write(name, `${SHOP}${code}`);
  return folder.command('run', name, '--runs', '10', '--seed', '1');
}

describe('default options of an endpoint hold', () => {
  it.each([
    ['serve.ts', 'restate.serve({ services: [shop], defaultServiceOptions: options });'],
    ['fetch.ts', 'createEndpointHandler({ services: [shop], defaultServiceOptions: options });'],
    [
      'endpoint.ts',
      `const endpoint = restate.endpoint();\n${Object.entries(simulated)
        .map(([member, argument]) => `endpoint.${member}(${argument});`)
        .join('\n')}`,
    ],
    ['before.ts', 'restate.endpoint().defaultServiceOptions(options).bind(shop).listen();'],
  ])('in %s', (name, code) => {
    expect(serving(name, code)).toMatchObject({ status: 0, error: '' });
  });

  it('and without them the same services are broken', () => {
    expect(serving('without.ts', 'restate.serve({ services: [shop] });').status).toBe(1);
  });
});

describe('a codec for journal values', () => {
  it.each([
    ['codec.ts', `restate.serve({ services: [shop], journalValueCodecProvider: ${codec} });`],
    ['codec-of-endpoint.ts', `restate.endpoint().bind(shop).journalValueCodecProvider(${codec}).listen();`],
  ])('is refused in a sentence: %s', (name, code) => {
    const { status, error } = serving(name, code);
    expect(error).toContain("The endpoint of service 'Shop' sets journalValueCodecProvider");
    expect(error.split('\n')).toHaveLength(1);
    expect(status).toBe(3);
  });
});
