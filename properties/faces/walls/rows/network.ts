import { refused, noticed, type Row } from '../row.ts';

const URL = "'http://127.0.0.1:45679/'";

/** A loop of the module's own, as p-queue and connection pools have: it began before the world. */
const QUEUE = (call: string): string => `const jobs: (() => void)[] = []; let wake = () => {};
void (async () => { for (;;) { while (jobs.length > 0) jobs.shift()?.(); await new Promise<void>((resolve) => { wake = resolve; }); } })();
const queued = <T>(job: () => T): Promise<T> => new Promise((resolve, reject) => { jobs.push(() => { try { resolve(job()); } catch (error) { reject(error); } }); wake(); });
const call = () => queued(() => ${call});`;

/** Ways to other machines, and to this one. */
export const NETWORK: readonly Row[] = [
  refused('`fetch`', `await fetch(${URL})`, 'fetch is called'),
  refused('`fetch` in `ctx.run`', `await ctx.run('ask', async () => (await fetch(${URL})).status)`, 'fetch is called'),
  refused('`fetch`, kept before the world', `await kept(${URL})`, 'is called', { module: 'const kept = fetch;' }),
  refused('`http.request`', `http.request(${URL}).end()`, 'http.request is called'),
  refused('`http.get`', `http.get(${URL})`, 'http.get is called'),
  refused('`https.request`', "https.request('https://127.0.0.1:45679/').end()", 'https.request is called'),
  refused('`https.get`', "https.get('https://127.0.0.1:45679/')", 'https.get is called'),
  refused(
    '`new http.ClientRequest`',
    `await new Promise((_, no) => new http.ClientRequest(${URL}).on('error', no))`,
    'net.createConnection is called',
  ),
  refused(
    'an agent that keeps its sockets, made before the world',
    `http.get(${URL}, { agent })`,
    'http.get is called',
    { module: 'const agent = new http.Agent({ keepAlive: true });' },
  ),
  refused('`http2.connect`', "http2.connect('http://127.0.0.1:45679')", 'http2.connect is called'),
  refused('`net.connect`', 'net.connect(9)', 'net.connect is called'),
  refused('`net.createConnection`', 'net.createConnection(9)', 'net.createConnection is called'),
  refused(
    '`new net.Socket`',
    "await new Promise((_, no) => new net.Socket().on('error', no).connect(9))",
    'net.Socket.connect is called',
  ),
  refused(
    'a socket that was made before the world',
    "await new Promise((_, no) => early.on('error', no).connect(9))",
    'net.Socket.connect is called',
    { module: 'const early = new net.Socket();' },
  ),
  refused('`tls.connect`', 'tls.connect(9)', 'tls.connect is called'),
  refused('`new WebSocket`', "new WebSocket('ws://127.0.0.1:45679')", 'new WebSocket is called'),
  refused('`dgram.createSocket`', "dgram.createSocket('udp4').send('x', 9)", 'dgram.createSocket is called'),
  refused('a UDP socket that was made before the world', "early.send('x', 9)", 'dgram.Socket.send is called', {
    module: "const early = dgram.createSocket('udp4').unref();",
  }),
  refused('`dns.lookup`', "dns.lookup('localhost', () => {})", 'dns.lookup is called'),
  refused('`dns.resolve`', "dns.resolve('localhost', () => {})", 'dns.resolve is called'),
  refused('`dns.promises.lookup`', "await dns.promises.lookup('localhost')", 'dns.promises.lookup is called'),
  refused(
    '`new dns.Resolver`',
    "new dns.Resolver().resolve4('localhost', () => {})",
    'dns.Resolver.resolve4 is called',
  ),
  refused('`net.createServer().listen`', 'net.createServer().listen(0).unref()', 'net.Server.listen is called'),
  refused('`http.createServer().listen`', 'http.createServer().listen(0).unref()', 'net.Server.listen is called'),
  refused(
    "`process.binding('tcp_wrap')`",
    "(process as unknown as { binding(name: string): unknown }).binding('tcp_wrap')",
    "process.binding('tcp_wrap') is called",
  ),
  noticed('`fetch` by a queue of the module', 'await call()', 'fetch is called', {
    module: QUEUE(`fetch(${URL}).then(String, String)`),
  }),
  noticed('`net.connect` by a queue of the module', 'await call()', 'net.Socket.connect is called', {
    module: QUEUE("void net.connect(9).on('error', () => {})"),
  }),
  noticed('UDP by a queue of the module', 'await call()', 'dgram.createSocket is called', {
    module: QUEUE("void dgram.createSocket('udp4').unref()"),
  }),
  noticed('a child process by a queue of the module', 'await call()', 'child_process.execFileSync is called', {
    module: QUEUE("String(child_process.execFileSync('true'))"),
  }),
];
