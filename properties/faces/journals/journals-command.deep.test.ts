/**
 * Goal: a team types two lines and knows whether what is in flight goes on with the code of a checkout; nothing else of the server
 * changes, and wrong input is one sentence. Method: a real server with a service of a user, and the commands as they are typed.
 */
import { createServer } from 'node:http';
import * as restate from '@restatedev/restate-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServer } from '../../harness/has-server.ts';
import { BIN, start, type Ended } from '../../harness/command.ts';
import { serveOnServer, type ServedServices } from '../../harness/serve-on-server.ts';
import { exchange } from '../../../sim/real-server/exchange.ts';
import { Repository } from '../upgrade/two-versions.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Whose orders sleep longer than the test runs. */
const orders = restate.object({
  name: 'Order',
  handlers: {
    place: async (ctx: restate.ObjectContext, input: { readonly total: number }): Promise<void> => {
      ctx.set('receipt', await ctx.run('charge', () => `paid ${input.total}`));
      await ctx.sleep({ hours: 1 });
    },
  },
});

/** The code that the server runs, as a file, and changed. */
const source = (check = ''): string => `import * as restate from '@restatedev/restate-sdk';
export const order = restate.object({
  name: 'Order',
  handlers: {
    place: async (ctx: restate.ObjectContext, input: { total: number }): Promise<void> => {
      const receipt = await ctx.run('charge', () => \`paid \${input.total}\`);
      ctx.set('receipt', receipt);
      ${check}
      await ctx.sleep({ hours: 1 });
    },
  },
});
`;

describe.runIf(hasServer())('journals of a real server', () => {
  const folder = new Repository({ 'app.ts': source(), 'next.ts': source("await ctx.run('check', () => true);") });
  let served: ServedServices;
  const ids: string[] = [];
  let admin = '';
  beforeAll(async () => {
    served = await serveOnServer([orders], 'default');
    admin = served.adminUrl;
    for (const key of ['ann@example.org', "o'neil"]) ids.push(await sent(key));
    await untilStored(2 * 5);
  });
  afterAll(async () => {
    await served[Symbol.asyncDispose]();
    folder.remove();
  });

  async function sent(key: string): Promise<string> {
    const { body } = await exchange(`${served.ingressUrl}/Order/${encodeURIComponent(key)}/place/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"total":7}',
    });
    return (JSON.parse(body) as { invocationId: string }).invocationId;
  }

  /** Both orders have begun to sleep. */
  async function untilStored(rows: number): Promise<void> {
    for (let looks = 0; looks < 200; looks++) {
      const [found] = await served.admin.query('SELECT count(*) AS n FROM sys_journal');
      if (Number(found?.['n']) >= rows) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const exported = (...options: readonly string[]): Ended =>
    folder.command('journals', 'export', '--admin', admin, ...options);

  it('are exported with what they contain, in flight, and replayed on the code that wrote them', () => {
    const { status, out } = exported('--status', 'in-flight');
    expect(out).toContain('journals.jsonl: 2 journals of 1 handler, from restate-server 1.');
    expect(out).toContain('Order/place: 2 journals, 10 rows, 2 in flight');
    expect(flat(out)).toContain('It contains all inputs, results, headers and values of state as they are');
    expect(status).toBe(0);
    for (const engine of ['fake', 'sdk']) {
      const same = folder.command('replay-journals', 'journals.jsonl', 'app.ts', '--engine', engine);
      expect(same.out).toContain('all go on: 2 journals, 10 prefixes');
      expect(same.status).toBe(0);
    }
  });

  it('are replayed on services of whose inputs nothing is known', () => {
    folder.write('any.ts', source().replace('input: { total: number }', 'input: any'));
    const { status, out } = folder.command('replay-journals', 'journals.jsonl', 'any.ts');
    expect(out).toContain('all go on: 2 journals, 10 prefixes');
    expect(status).toBe(0);
  });

  it('say where other code diverges, and keep a known reason', () => {
    const words = ['replay-journals', 'journals.jsonl', 'next.ts', '--json', 'result.json'];
    const { status, out } = folder.command(...words);
    expect(flat(out)).toContain(
      "2 journals: diverges (error 570): at entry 3 the journal holds sleep, and the code issues run 'check' (next.ts:8).",
    );
    expect(flat(out)).toContain('safe while it has at most 4 rows; such as inv_1');
    expect(out).toContain('broken: 2 of 2 journals do not go on');
    expect(status).toBe(1);
    expect(JSON.parse(folder.read('result.json'))).toMatchObject({
      verdict: 'broken',
      handlers: [{ handler: 'Order/place', journals: 2, goOn: 0, groups: [{ count: 2, safeUpTo: 4 }] }],
    });
    expect(folder.command(...words, '--update').status).toBe(0);
    expect(JSON.parse(folder.read('journals.known.json'))).toEqual([
      "Order/place: diverges at entry 3 (sleep, now run 'check')",
    ]);
    const known = folder.command(...words);
    expect(flat(known.out)).toContain('nothing new: 2 journals, 10 prefixes, 0 go on, and the others are known');
    expect(known.status).toBe(0);
    const fixed = folder.command('replay-journals', 'journals.jsonl', 'app.ts');
    expect(flat(fixed.out)).toContain('known, and no longer there: Order/place: diverges at entry 3');
    expect(fixed.status).toBe(0);
  });

  it('are chosen by invocation, service, deployment and number', () => {
    const [id = ''] = ids;
    const count = (...options: readonly string[]): string => exported('--out', 'some.jsonl', ...options).out;
    expect(count('--invocation', id)).toContain('1 journal of');
    expect(count('--service', 'Order')).toContain('2 journals of');
    expect(count('--limit', '1')).toContain('1 journal of');
    expect(flat(count('--service', "O'r"))).toContain('No invocation on restate-server');
    expect(flat(count('--deployment', 'dp_nope'))).toContain('so some.jsonl was not written');
    expect(exported('--out', 'some.jsonl', '--status', 'completed').status).toBe(2);
  });

  it('are redacted before they are written', () => {
    expect(exported('--redact', 'all', '--out', 'shapes.jsonl').status).toBe(0);
    const text = folder.read('shapes.jsonl');
    expect(text).not.toContain('ann@example.org');
    expect(text).not.toContain(Buffer.from('paid 7').toString('hex'));
    expect(text).toContain(Buffer.from('charge').toString('hex'));
    const replayed = folder.command('replay-journals', 'shapes.jsonl', 'next.ts');
    expect(flat(replayed.out)).toContain('note: the values in shapes.jsonl are redacted');
    expect(flat(replayed.out)).toContain("the code issues run 'check'");
    folder.write('fields.json', '["total"]');
    expect(exported('--redact', 'fields.json', '--out', 'fields.jsonl').status).toBe(0);
    expect(folder.read('fields.jsonl')).not.toContain(Buffer.from('"total":7').toString('hex'));
  });

  it('are judged by the invariants of a scenario, each group of related ones', () => {
    const library = JSON.stringify(new URL('../../../sim/index.ts', import.meta.url).href);
    folder.write(
      'orders.scenario.ts',
      `import { responsesAgree, scenario } from ${library};
import { order } from './app.ts';
const sets = (max: number) => ({
  name: \`a receipt is at most \${max}\`,
  watch: () => {
    let judged = 0;
    return {
      see: (event: any) => {
        if (event.type !== 'appended' || event.command.type !== 'SetState') return undefined;
        judged++;
        const total = Number(new TextDecoder().decode(event.command.value).replace(/\\D/g, ''));
        return total <= max ? undefined : { message: \`One is \${total}.\`, events: [event.seq] };
      },
      exercised: () => judged,
    };
  },
});
export const orders = scenario('orders', {
  services: [order],
  operations: ({ call }) => [call(order, 'place', { key: 'a', input: { total: 1 } as never })],
  invariants: [sets(7), sets(6), responsesAgree('every order is answered', (all) => all.length > 0 || 'one is not')],
});
`,
    );
    const { status, out } = folder.command(
      'judge-journals',
      'journals.jsonl',
      'orders.scenario.ts',
      '--json',
      'j.json',
    );
    expect(flat(out)).toContain('2 journals in 2 groups');
    expect(flat(out)).toContain('✗ a receipt is at most 6: broken (in 2 of 2 groups) One is 7. inv_1');
    // Both orders sleep, so what comes at the end is not known.
    expect(flat(out)).toContain(
      '? every order is answered: undecided (in 2 of 2 groups) 1 of the invocations is in flight',
    );
    expect(status).toBe(1);
    expect(JSON.parse(folder.read('j.json'))).toMatchObject({
      verdict: 'broken',
      invariants: [{ verdict: 'undecided', exercised: 2 }, { verdict: 'broken', groups: { broken: 2 } }, {}],
    });
  });

  it('are read with the token of a file, or of the environment', async () => {
    const tokens: (string | undefined)[] = [];
    const guard = createServer((request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => guard.listen(0, '127.0.0.1', resolve));
    const { port } = guard.address() as { port: number };
    folder.write('token.txt', 'secret\n');
    const url = `http://127.0.0.1:${port}`;
    const later = (...options: readonly string[]): Promise<Ended> =>
      start([BIN, 'journals', 'export', '--admin', url, ...options], { cwd: folder.path }).ended;
    const given = await later('--token-file', 'token.txt');
    expect(flat(given.error)).toContain(`${url} refuses the request (401): it does not accept the token.`);
    const none = await later();
    expect(flat(none.error)).toContain('it wants a token.');
    expect(tokens).toEqual(['Bearer secret', undefined]);
    guard.close();
  });

  it.each([
    ['stops answering', 'stopped answering while journals were read (ECONNRESET), so journals.jsonl was not written'],
    ['answers with something else', 'restate-server refuses a query (200): <html>'],
  ])('are not written where the server %s', async (what, sentence) => {
    const before = folder.read('journals.jsonl');
    const guard = createServer((request, response) => {
      if (request.url === '/version') response.end('{"version":"1.7.12"}');
      else if (what === 'stops answering') request.socket.destroy();
      else response.end('<html>');
    });
    await new Promise<void>((resolve) => guard.listen(0, '127.0.0.1', resolve));
    const { port } = guard.address() as { port: number };
    const args = ['journals', 'export', '--admin', `http://127.0.0.1:${port}`];
    const { status, error } = await start([BIN, ...args], { cwd: folder.path }).ended;
    guard.close();
    expect(flat(error)).toContain(sentence);
    expect(status).toBe(3);
    expect(folder.read('journals.jsonl')).toBe(before);
  });

  it.each([
    [['journals', 'export'], '`journals export` reads a server; name its admin API: --admin http://localhost:9070.'],
    [['journals', 'import'], 'Allowed choices are export'],
    [['journals', 'export', '--admin', 'localhost:9070'], '--admin takes an address such as http://localhost:9070'],
    [
      ['journals', 'export', '--admin', 'http://127.0.0.1:1'],
      'No admin API answers at http://127.0.0.1:1 (ECONNREFUSED)',
    ],
    [['journals', 'export', '--admin', 'INGRESS'], 'and not as the admin API of restate-server answers'],
    [
      ['journals', 'export', '--admin', 'ADMIN', '--invocation', `inv_1${'1'.repeat(33)}`],
      'The server knows no invocation',
    ],
    [['journals', 'export', '--admin', 'ADMIN', '--invocation', 'inv_1'], '--invocation takes the id of an invocation'],
    [['journals', 'export', '--admin', 'ADMIN', '--redact', 'app.ts'], 'app.ts cannot be read as JSON'],
    [['journals', 'export', '--admin', 'ADMIN', '--out', 'nope/x.jsonl'], 'nope/x.jsonl cannot be written'],
    [['judge-journals', 'journals.jsonl', 'app.ts'], '`judge-journals` judges by the invariants of a scenario'],
    [['replay-journals', 'nope.jsonl', 'app.ts'], 'nope.jsonl cannot be read: there is no such file.'],
    [['replay-journals', 'app.ts', 'app.ts'], 'app.ts is no file of journals'],
    [['replay-journals', 'src', 'app.ts'], 'src has no files of journals: their names end in .jsonl.'],
    [['replay-journals', 'journals.jsonl', 'app.ts', '--engine', 'server'], 'A real server cannot be given a journal'],
    [['replay-journals', 'journals.jsonl', 'app.ts', '--at', 'once'], 'every, end, now'],
  ])('%j ends in one sentence', (words, sentence) => {
    folder.write('src/empty.txt', '');
    const given = words.map((word) => word.replace('INGRESS', served.ingressUrl).replace('ADMIN', admin));
    const { status, error } = folder.command(...given);
    expect(flat(error)).toContain(sentence);
    expect(error).not.toContain('    at ');
    expect(status).toBe(3);
  });
});
