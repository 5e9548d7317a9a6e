/**
 * Goal: services that restate-server does not accept are reported in one sentence that says why. Method: endpoints that
 * speak another version of the protocol, or are none, are registered at a real server.
 */
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../sim/core/errors.ts';
import { hasServer } from '../../harness/has-server.ts';
import { openServer, type ServerRoom } from '../../../sim/real-server/room.ts';

const manifest = (minProtocolVersion: number, maxProtocolVersion: number): string =>
  JSON.stringify({
    protocolMode: 'BIDI_STREAM',
    minProtocolVersion,
    maxProtocolVersion,
    services: [{ name: 'Greeter', ty: 'SERVICE', handlers: [{ name: 'greet' }] }],
  });

describe.runIf(hasServer())('services that restate-server does not accept', () => {
  let room: ServerRoom;
  let endpoint: Http2Server | undefined;
  beforeAll(async () => {
    room = await openServer('default');
  });
  afterAll(async () => {
    endpoint?.close();
    await room[Symbol.asyncDispose]();
  });

  async function refusal(status: number, body: string): Promise<unknown> {
    const served = createServer((request, response) => {
      response.statusCode = status;
      response.setHeader('content-type', (request.headers.accept ?? '').split(',')[0] ?? '');
      response.end(body);
    }).listen(0, '127.0.0.1');
    endpoint = served;
    await once(served, 'listening');
    const { port } = served.address() as AddressInfo;
    try {
      await room.admin.register(`http://127.0.0.1:${port}`);
      return 'accepted';
    } catch (error) {
      return error;
    } finally {
      served.close();
    }
  }

  it.each([
    ['newer', 98, 99],
    ['older', 1, 2],
  ])('speak a %s version of the protocol', async (_, from, to) => {
    const error = await refusal(200, manifest(from, to));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(
      new RegExp(
        String.raw`^restate-server does not accept the services: unsupported service protocol versions: \[${from}, ${to}\]\. ` +
          String.raw`Supported versions by this runtime are \[\d+, \d+\]\..* Use a version of @restatedev/restate-sdk and one of`,
      ),
    );
    expect((error as Error).message).not.toContain('\n');
  });

  it('are accepted with the version that it speaks', async () => {
    expect(await refusal(200, manifest(5, 6))).toBe('accepted');
  });

  it('are none', async () => {
    const error = await refusal(404, 'no such service');
    expect((error as Error).message).toContain("does not accept the services: got status code '404'");
  });
});
