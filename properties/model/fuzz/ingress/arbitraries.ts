import * as fc from 'fast-check';
import { plainRequest, type Conversation, type RawBody, type RawRequest } from './conversation.ts';
import { CHUNKED_BODIES, FRAMING_LINES } from './framings.ts';
import {
  AWAKEABLE_IDS,
  CONTENT_TYPES,
  HEADER_LINES,
  IDEMPOTENCY_KEYS,
  INVOCATION_IDS,
  METHODS,
  NAMING_BODIES,
  ODD_DELAYS,
  ODD_SEGMENTS,
  QUERIES,
  utf8,
  VERSIONS,
} from './pools.ts';

/**
 * Generates raw requests from a grammar: most have one or two oddities, because a request is answered by the first rule that
 * it breaks. What is kept between requests (idempotency keys, keys of workflows) carries the tag of the conversation, so the
 * answers do not depend on other conversations.
 */
export function conversation(): fc.Arbitrary<Conversation> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(request()).map((requests) => ({ requests })) },
    { weight: 2, arbitrary: linked() },
  );
}

/** Mostly the first, sometimes one of the second. */
function mostly<T>(plain: T, odd: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: odd });
}

const of = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** A request by its parts, before oddities of the connection are added. */
interface Plain {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly content: string;
}

const JSON_TYPE = 'content-type: application/json';

function request(): fc.Arbitrary<RawRequest> {
  return fc
    .record({
      plain: fc.oneof(
        { weight: 8, arbitrary: invoking() },
        { weight: 3, arbitrary: waiting() },
        { weight: 2, arbitrary: completing() },
        { weight: 2, arbitrary: elsewhere() },
      ),
      method: mostly<string | undefined>(undefined, of(METHODS), 10),
      version: mostly('HTTP/1.1', of(VERSIONS), 30),
      slashes: mostly<readonly [string, string]>(['', ''], fc.tuple(of(['', '/', '//']), of(['/', '', '//'])), 12),
      query: mostly('', query(), 8),
      extra: fc.oneof(
        { weight: 5, arbitrary: fc.constant<readonly string[]>([]) },
        { weight: 4, arbitrary: fc.array(of(HEADER_LINES), { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: manyHeaders() },
      ),
      host: mostly<readonly string[]>(['host: x'], of([[], ['Host: x', 'host: y']]), 15),
      framing: framing(),
      lineEnd: mostly<'\r\n' | '\n'>('\r\n', fc.constant('\n'), 40),
    })
    .map(({ plain, method, version, slashes, query: asked, extra, host, framing: frame, lineEnd }) => ({
      method: method ?? plain.method,
      target: slashes[0] + plain.target + slashes[1] + (plain.target.includes('?') ? '' : asked),
      version,
      headers: [...host, ...plain.headers, ...extra, ...frame.lines],
      lineEnd,
      body: frame.body(plain.content),
    }));
}

interface Frame {
  readonly lines: readonly string[];
  readonly body: (content: string) => RawBody;
}

function framing(): fc.Arbitrary<Frame> {
  const declared: Frame = {
    lines: [],
    body: (content) => ({ content, framing: content === '' ? 'none' : 'declared' }),
  };
  const chunked: Frame = { lines: [], body: (content) => ({ content, framing: 'chunked' }) };
  return fc.oneof(
    { weight: 16, arbitrary: fc.constant(declared) },
    { weight: 2, arbitrary: fc.constant(chunked) },
    {
      weight: 1,
      arbitrary: of(FRAMING_LINES).map((lines): Frame => ({
        lines,
        body: () => ({ content: '5', framing: 'undeclared' }),
      })),
    },
    {
      weight: 1,
      arbitrary: of(CHUNKED_BODIES).map(([lines, content]): Frame => ({
        lines,
        body: () => ({ content, framing: 'undeclared' }),
      })),
    },
  );
}

/** Up to the number and the size at which servers refuse a head. */
function manyHeaders(): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    of([97, 98, 99, 100, 150, 300]).map((count) =>
      Array.from({ length: count }, (_, place) => `x-h${place}: ${place}`),
    ),
    of([4, 24]).map((count) => Array.from({ length: count }, (_, place) => `x-h${place}: ${'v'.repeat(10_000)}`)),
  );
}

function query(): fc.Arbitrary<string> {
  return fc.oneof(
    of(QUERIES),
    of(ODD_DELAYS).map((delay) => `?delay=${delay}`),
    duration().map((delay) => `?delay=${encodeURIComponent(delay)}`),
    fc.tuple(of(['DELAY', 'delay', 'a&delay']), duration()).map(([name, delay]) => `?${name}=${delay}`),
  );
}

const UNITS = ['s', 'ms', 'm', 'h', 'd', 'w', 'us', 'ns', 'sec', 'seconds', 'mins', 'hour', 'days', 'y', 'months', 'x'];

/** Friendly and ISO 8601 durations, some of them with units in the wrong order. */
function duration(): fc.Arbitrary<string> {
  const amount = fc.oneof(fc.nat(99).map(String), of(['1.5', '0', '007', '0.000000001']));
  const friendly = fc.array(fc.tuple(amount, of(['', ' ']), of(UNITS)), { minLength: 1, maxLength: 3 });
  const iso = fc.array(fc.tuple(amount, of(['S', 'M', 'H', 'D', 'W', 'Y', 'T'])), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    friendly.map((parts) => parts.map((part) => part.join('')).join(' ')),
    iso.map((parts) => `PT${parts.map((part) => part.join('')).join('')}`),
    iso.map((parts) => `P${parts.map((part) => part.join('')).join('')}`),
  );
}

/** `hang` is missing: its response never comes. */
const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  S: ['undef', 'echo', 'headers', 'send', 'nothing', 'schema', 'binary', 'any', 'text', 'fail', 'breaks', 'hidden'],
  O: ['key', 'headers', 'send', 'peek'],
  W: ['run', 'ask'],
  Closed: ['call'],
};
const ODD_HANDLERS = ['nope', '', 'Undef', 'undef%20', '.', '..', utf8('é'), 'run', 'constructor', '__proto__'];
const ODD_SERVICES = ['Nope', 's', '', '.', '..', '%53', utf8('é'), 'constructor', '__proto__', 'openapi', 'S.'];

/** A path of segments to a handler, from the service on. */
function handlerPath(): fc.Arbitrary<readonly string[]> {
  const called = of(Object.keys(HANDLERS)).chain((service) =>
    fc.tuple(
      fc.constant(service),
      mostly('', of(ODD_SEGMENTS), 3),
      mostly('', of(ODD_HANDLERS), 15),
      of(HANDLERS[service] ?? []),
    ),
  );
  const known = called.map(([service, odd, oddHandler, handler]) => {
    const name = oddHandler === '' ? handler : oddHandler;
    if (service === 'S' || service === 'Closed') return [service, name];
    // The run of a workflow is kept: its key must be of this conversation alone.
    return [service, odd === '' || name === 'run' ? `k{tag}${odd}` : odd, name];
  });
  const unknown = fc.tuple(of(ODD_SERVICES), fc.array(of(['undef', 'k', ...ODD_SEGMENTS]), { maxLength: 3 }));
  return fc.oneof(
    { weight: 10, arbitrary: known },
    { weight: 1, arbitrary: unknown.map(([service, rest]) => [service, ...rest]) },
  );
}

function invoking(): fc.Arbitrary<Plain> {
  const path = fc
    .tuple(handlerPath(), of(['', '', '', 'alias', 'scope']), fc.boolean())
    .chain(([segments, form, send]) => {
      const verb = send ? 'send' : 'call';
      if (form === 'alias') return fc.constant(['restate', verb, ...segments]);
      if (form === 'scope')
        return of(['s', '', 'a b', 'a%20b', 'a.b', 'x'.repeat(37), '%ff', utf8('é')]).map((scope) => [
          'restate',
          'scope',
          scope,
          verb,
          ...segments,
        ]);
      return mostly<readonly string[]>(send ? [...segments, 'send'] : segments, fc.constant([...segments, 'more']), 15);
    });
  return fc
    .record({
      path,
      type: mostly<readonly string[]>([JSON_TYPE], contentTypes(), 4),
      idempotency: mostly<readonly string[]>([], idempotencyKeys(), 4),
      content: of([
        '5',
        '',
        '"x"',
        '418',
        '200',
        '204',
        '150',
        '999',
        '1000',
        '{',
        '{"a":[1,null]}',
        utf8('"é"'),
        '\xff',
        'x'.repeat(100_000),
      ]),
    })
    .map(({ path: segments, type, idempotency, content }) => ({
      method: 'POST',
      target: `/${segments.join('/')}`,
      headers: [...type, ...idempotency],
      content,
    }));
}

function contentTypes(): fc.Arbitrary<readonly string[]> {
  const line = of(CONTENT_TYPES).map((type) => `content-type: ${type}`);
  return fc.oneof(
    fc.constant<readonly string[]>([]),
    line.map((one) => [one]),
    line.map((one) => [JSON_TYPE, one]),
    line.map((one) => [one, 'Content-Type: application/json']),
  );
}

function idempotencyKeys(): fc.Arbitrary<readonly string[]> {
  const line = of(IDEMPOTENCY_KEYS).map((key) => `idempotency-key: ${key}`);
  return fc.oneof(
    line.map((one) => [one]),
    fc.tuple(line, line).map(([one, two]) => [one, `I${two.slice(1)}`]),
  );
}

/** Requests about invocations that exist or not. */
function waiting(): fc.Arbitrary<Plain> {
  const verb = of(['output', 'attach', 'status']);
  const byId = fc.tuple(verb, of(INVOCATION_IDS)).map(([one, id]) => get(`/restate/${one}/${id}`));
  const legacyId = fc.tuple(of(INVOCATION_IDS), oddVerb()).map(([id, one]) => get(`/restate/invocation/${id}/${one}`));
  const legacyKey = fc
    .tuple(handlerPath(), of(['i{tag}', '', 'i%20', utf8('é')]), oddVerb())
    .map(([path, key, one]) => get(`/restate/invocation/${[...path, key, one].join('/')}`));
  const workflow = fc
    .tuple(of(['W', 'Nope', 'S']), of(['k{tag}', ...ODD_SEGMENTS]), oddVerb())
    .map(([service, key, one]) => get(`/restate/workflow/${service}/${key}/${one}`));
  const byBody = fc
    .tuple(of(['lookup', 'attach', 'output', 'status']), of(NAMING_BODIES))
    .map(([one, content]): Plain => ({ method: 'POST', target: `/restate/${one}`, headers: [JSON_TYPE], content }));
  return fc.oneof(byId, legacyId, legacyKey, workflow, { weight: 2, arbitrary: byBody });
}

const oddVerb = (): fc.Arbitrary<string> => mostly('output', of(['attach', 'call', '', 'output/more']), 3);

const get = (target: string): Plain => ({ method: 'GET', target, headers: [], content: '' });

function completing(): fc.Arbitrary<Plain> {
  return fc
    .tuple(of(['awakeables', 'a']), of(AWAKEABLE_IDS), mostly('resolve', of(['reject', 'call', '', 'resolve/x']), 3))
    .chain(([first, id, verb]) =>
      of(['"v"', '', '\xff']).map((content): Plain => ({
        method: 'POST',
        target: `/restate/${first}/${id}/${verb}`,
        headers: [JSON_TYPE],
        content,
      })),
    );
}

/** Paths that are no route, and request targets that are no path. */
function elsewhere(): fc.Arbitrary<Plain> {
  const soup = fc
    .array(of(['S', 'O', 'restate', 'undef', 'key', 'health', 'call', 'openapi', 'a', ...ODD_SEGMENTS]), {
      maxLength: 9,
    })
    .map((segments) => get(`/${segments.join('/')}`));
  const targets = of([
    '/restate/health',
    '/restate/health/x',
    '/restate',
    '/restate/',
    '/restate/nope',
    '/restate/lookup/x',
    '*',
    '',
    'S/undef',
    '?x',
    'x:80',
    '127.0.0.1:80',
    'http://x',
    'http://x/S/undef',
    'HTTP://x:1/S/undef?x=1',
    'https://u@x/S/undef',
    'http:///S/undef',
    'http://\xff/S/undef',
    'ftp://x/S/undef',
    'http:/S/undef',
    '//S/undef',
    '/S/undef /x',
    '/S/undef\t',
    '/S//undef',
    '/./S/undef',
    '/O/../S/undef',
    '/S/x/../undef',
    '/S/undef/.',
  ]);
  return fc.oneof(soup, targets.map(get));
}

/** Requests whose answers depend on the one before. */
function linked(): fc.Arbitrary<Conversation> {
  const key = of(['i{tag}', 'i {tag}', `i{tag}${'i'.repeat(2_000)}`]);
  const again = fc
    .tuple(of(['/S/undef', '/S/echo', '/O/k{tag}/key', '/S/breaks']), fc.boolean(), key)
    .chain(([path, send, id]) => {
      const headers = ['host: x', JSON_TYPE, `idempotency-key: ${id}`];
      const first = plainRequest('POST', send ? `${path}/send` : path, headers, '5');
      return of([
        first,
        plainRequest('POST', path, headers, '6'),
        plainRequest('POST', `${path}/send?delay=1s`, headers, ''),
      ]).map(
        // The second one finds the end of the first, and not its beginning.
        (second) => ({ requests: [first, ...(send ? [COMPLETION] : []), second] }),
      );
    });
  const empty = of(['', ' ']).map((none) => {
    const headers = ['host: x', `idempotency-key:${none}`];
    return { requests: [1, 2].map(() => plainRequest('POST', '/O/k{tag}/key', headers, '')) };
  });
  const awaited = fc
    .tuple(of(['/S/echo', '/O/k{tag}/key', '/W/{tag}/run', '/S/fail']), idForms())
    .map(([path, second]) => ({
      requests: [plainRequest('POST', path, ['host: x', JSON_TYPE], '418'), second],
    }));
  const sent = fc.tuple(of(['/S/hang', '/O/h{tag}/hang']), outputForms()).map(([path, second]) => ({
    requests: [plainRequest('POST', `${path}/send`, ['host: x'], ''), second],
  }));
  // The first one must not have begun when the second one comes, however slow the machine.
  const runs = fc.tuple(of(['', '/send', '/send?delay=PT1H']), of(['', '/send'])).map((ends) => ({
    requests: [
      ...ends.map((end) => plainRequest('POST', `/W/{tag}/run${end}`, ['host: x', JSON_TYPE], '1')),
      plainRequest('POST', '/restate/lookup', ['host: x'], NAMING_BODIES[0] ?? ''),
    ],
  }));
  // A delay is real time for a real server, and a client that attaches waits for it.
  const after = fc
    .tuple(request(), request())
    .filter(([first]) => !/delay/i.test(first.target))
    // What was only sent may not have ended when its output is asked for.
    .map(([first, second]) => ({ requests: [first, ...(first.target.includes('send') ? [COMPLETION] : []), second] }));
  return fc.oneof(again, empty, awaited, sent, runs, after);
}

function outputForms(): fc.Arbitrary<RawRequest> {
  const headers = ['host: x'];
  return of([
    plainRequest('GET', '/restate/output/{id1}', headers, ''),
    plainRequest('GET', '/restate/invocation/{id1}/output', headers, ''),
    plainRequest('POST', '/restate/output', headers, '{"target":"invocation","invocationId":"{id1}"}'),
    plainRequest('POST', '/restate/lookup', headers, '{"target":"invocation","invocationId":"{id1}"}'),
  ]);
}

function idForms(): fc.Arbitrary<RawRequest> {
  const headers = ['host: x'];
  return fc.oneof(
    outputForms(),
    of([
      plainRequest('GET', '/restate/attach/{id1}', headers, ''),
      plainRequest('GET', '/restate/invocation/{id1}/attach', headers, ''),
      plainRequest('POST', '/restate/attach', headers, '{"target":"invocation","invocationId":"{id1}"}'),
      plainRequest('GET', '/restate/workflow/W/{tag}/attach', headers, ''),
      plainRequest('GET', '/restate/workflow/W/{tag}/output', headers, ''),
    ]),
  );
}

const COMPLETION: RawRequest = {
  ...plainRequest('GET', '/restate/output/{id1}', ['host: x'], ''),
  isRepeated: true,
};
