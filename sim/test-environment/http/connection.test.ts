import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { HttpAnswer, HttpIngress } from '../../simulation/client/http-ingress.ts';
import { Connection } from './connection.ts';
import { Received } from './received.ts';

const ANSWER: HttpAnswer = { status: 200, headers: [], body: new Uint8Array(0), isBare: true, isLast: false };

/** A client and the connection that serves it; each request is answered when `release` resolves. */
async function connected(
  release: Promise<void>,
): Promise<{ client: Socket; served: Socket; paths: string[]; gone: AbortSignal[] }> {
  const [paths, gone]: [string[], AbortSignal[]] = [[], []];
  const ingress: HttpIngress = {
    needsBody: () => false,
    answer: async ({ path }, signal) => {
      paths.push(path);
      gone.push(signal);
      await release;
      return ANSWER;
    },
    bodyRefusal: () => ANSWER,
    tooLong: ANSWER,
  };
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
  const [served] = await accepted;
  void new Connection(served, ingress).serve();
  server.close();
  return { client, served, paths, gone };
}

const request = (place: number): string => `GET /${place} HTTP/1.1\r\nx: ${'v'.repeat(1_000)}\r\n\r\n`;

describe('Connection', () => {
  it('does not take all that a client sends ahead of a response, and answers it all', async () => {
    const answered = Promise.withResolvers<void>();
    const { client, served, paths } = await connected(answered.promise);
    const sent = Array.from({ length: 1_000 }, (_, place) => request(place));
    client.write(sent.join(''));
    await vi.waitFor(() => expect(served.isPaused()).toBe(true));
    expect(paths).toEqual(['/0']);
    // The first request, the limit, and the chunk that went beyond it.
    expect(served.bytesRead).toBeLessThan(256 * 1024);
    let received = '';
    client.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    answered.resolve();
    await vi.waitFor(() => expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1_000));
    expect(paths).toEqual(sent.map((_, place) => `/${place}`));
    client.destroy();
  });

  it('sees that a client has gone before the response', async () => {
    const { client, gone } = await connected(new Promise(() => undefined));
    client.write(request(0));
    await vi.waitFor(() => expect(gone).toHaveLength(1));
    client.destroy();
    await vi.waitFor(() => expect(gone[0]?.aborted).toBe(true));
  });
});

describe('Received', () => {
  it('keeps the order of what arrives, whatever is dropped in between', () => {
    const received = new Received();
    received.add(Buffer.from('ab'));
    received.add(Buffer.from('cd'));
    expect([received.length, received.bytes().toString()]).toEqual([4, 'abcd']);
    received.drop(3);
    received.add(Buffer.from('ef'));
    expect([received.length, received.bytes().toString()]).toEqual([3, 'def']);
    received.drop(3);
    expect([received.length, received.bytes().toString()]).toEqual([0, '']);
  });

  it('joins what arrives once, when it is read', () => {
    const received = new Received();
    const concat = vi.spyOn(Buffer, 'concat');
    for (let part = 0; part < 100; part++) received.add(Buffer.from('a'));
    expect(received.bytes()).toHaveLength(100);
    expect(received.bytes()).toHaveLength(100);
    expect(concat).toHaveBeenCalledOnce();
    concat.mockRestore();
  });
});
