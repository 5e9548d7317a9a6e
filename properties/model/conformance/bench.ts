import type { AdminOperation, Driver, InvocationOperation, InvocationRow, Line, Reply, Status } from './driver.ts';
import { field, textField, type Json, type JsonObject } from './json.ts';
import type { Input, Op, Target } from './ops.ts';

/** What a case script holds in its hands: an engine's driver with the words that scripts use. */
export class Bench {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  fresh(prefix = 'k'): string {
    return this.driver.fresh(prefix);
  }

  sleep(ms: number): Promise<void> {
    return this.driver.sleep(ms);
  }

  /** Request and response: resolves when the invocation has completed. */
  call(target: Target, input?: Input, options: CallOptions = {}): Promise<Answer> {
    return this.request('POST', path(target), input, limited(target, options));
  }

  /** One way; returns the invocation id. */
  async send(target: Target, input?: Input, options: CallOptions & { delay?: string } = {}): Promise<string> {
    const answer = await this.sendRaw(target, input, options);
    const id = field(answer.json, 'invocationId');
    if (typeof id !== 'string') throw new Error(`send was refused: ${answer.status} ${answer.text}`);
    return id;
  }

  sendRaw(target: Target, input?: Input, options: CallOptions & { delay?: string } = {}): Promise<Answer> {
    const delay = options.delay === undefined ? '' : `?delay=${options.delay}`;
    return this.request('POST', `${path(target, 'send')}${delay}`, input, limited(target, options));
  }

  attach(id: string, options: CallOptions = {}): Promise<Answer> {
    return this.request('GET', `/restate/invocation/${id}/attach`, undefined, options);
  }

  output(id: string): Promise<Answer> {
    return this.request('GET', `/restate/invocation/${id}/output`);
  }

  resolveAwakeable(id: string, payload: Json): Promise<Answer> {
    return this.request('POST', `/restate/awakeables/${id}/resolve`, payload);
  }

  rejectAwakeable(id: string, reason: string): Promise<Answer> {
    return this.request('POST', `/restate/awakeables/${id}/reject`, undefined, { type: 'text/plain', text: reason });
  }

  request(method: 'GET' | 'POST' | 'PUT', where: string, input?: Input, options: CallOptions = {}): Promise<Answer> {
    const answer = this.#exchange(method, where, input, options);
    // A script that breaks leaves requests behind, which fail when the engine is closed; that is no news.
    answer.catch(() => undefined);
    return answer;
  }

  admin(operation: AdminOperation): Promise<Reply> {
    return this.driver.admin(operation);
  }

  /** Asks the admin API to do something with an invocation; returns the HTTP status. */
  async ask(type: InvocationOperation, id: string): Promise<number> {
    return (await this.driver.admin({ type, id })).status;
  }

  async status(id: string): Promise<Status | undefined> {
    return (await this.driver.invocation(id))?.status;
  }

  /** Waits until the invocation has one of these statuses. */
  async reaches(id: string, ...statuses: readonly Status[]): Promise<Status> {
    const row = await this.eventually(`${id} ${statuses.join('|')}`, async () => {
      const status = await this.status(id);
      return status !== undefined && statuses.includes(status) ? status : undefined;
    });
    return row;
  }

  /** The only invocation of this key that fits. */
  finds(service: string, key: string, fits: (row: InvocationRow) => boolean): Promise<InvocationRow> {
    return this.eventually(`an invocation of ${service}/${key}`, async () =>
      (await this.driver.invocationsOf(service, key)).find(fits),
    );
  }

  /** Waits for the n-th line with this tag. */
  line(tag: string, nth = 1): Promise<Line> {
    return this.eventually(`line ${nth} of ${tag}`, () => this.driver.lines(tag)[nth - 1]);
  }

  /** The id of the invocation that logged this tag first. */
  async whoLogged(tag: string): Promise<string> {
    return (await this.line(tag)).id;
  }

  /** The id of the awakeable that was created under this tag. */
  async awakeableId(tag: string): Promise<string> {
    return textField((await this.line(tag)).fields, 'awakeable');
  }

  lines(tag: string): readonly Line[] {
    return this.driver.lines(tag);
  }

  /** What a shared read of the key shows, as `[value, ...]`. */
  async read(service: string, key: string, ...names: readonly string[]): Promise<Json> {
    const ops: readonly Op[] = names.map((name) => ({ op: 'get', name }));
    return (await this.call({ service, handler: 'shared', key }, ops)).json;
  }

  /** The list that `append` has built under this key. */
  async items(service: string, key: string): Promise<Json> {
    const state: JsonObject = await this.driver.stateOf(service, key);
    return state['items'] ?? [];
  }

  /** The list once it has this many entries. */
  async itemsOnce(service: string, key: string, size: number): Promise<Json> {
    return this.eventually(`${size} items in ${service}/${key}`, async () => {
      const items = await this.items(service, key);
      return Array.isArray(items) && items.length >= size ? items : undefined;
    });
  }

  /** Whether the promise settles within this time; `pending` stands for a client that waits on. */
  async within<T>(promise: Promise<T>, ms: number): Promise<T | 'pending'> {
    return Promise.race([promise, this.sleep(ms).then((): 'pending' => 'pending')]);
  }

  /** Asks again and again, for ten seconds. */
  async eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined, limitMs = 10_000): Promise<T> {
    const end = this.driver.now() + limitMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (this.driver.now() >= end) throw new Error(`waited ${limitMs} ms without success for ${what}`);
      await this.sleep(pollMs);
    }
  }

  async #exchange(
    method: 'GET' | 'POST' | 'PUT',
    where: string,
    input?: Input,
    options: CallOptions = {},
  ): Promise<Answer> {
    const body = options.text ?? (input === undefined ? undefined : JSON.stringify(input));
    const type = options.type ?? (body === undefined ? undefined : 'application/json');
    const reply = await this.driver.ingress({
      method,
      path: where,
      headers: {
        ...(type === undefined || type === '' ? {} : { 'content-type': type }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return answerOf(reply);
  }
}

export interface CallOptions {
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Content type; an empty string sends none. */
  readonly type?: string;
  /** The body as it is, instead of JSON. */
  readonly text?: string;
  readonly signal?: AbortSignal;
}

/** A reply with its body read as JSON (null for an empty body, the text itself for anything else). */
export interface Answer extends Reply {
  readonly text: string;
  readonly json: Json;
  /** Header `x-restate-id`. */
  readonly id: string;
}

const pollMs = 25;

/** What asks for a handler; in a scope, the verb comes before the target. */
function path({ service, key, handler, scope }: Target, verb: 'call' | 'send' = 'call'): string {
  const target = [service, ...(key === undefined ? [] : [key]), handler];
  const plain = verb === 'send' ? [...target, 'send'] : target;
  const segments = scope === undefined ? plain : ['restate', 'scope', scope, verb, ...target];
  return `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}

function limited({ limitKey }: Target, options: CallOptions): CallOptions {
  if (limitKey === undefined) return options;
  return { ...options, headers: { ...options.headers, 'x-restate-limit-key': limitKey } };
}

function answerOf(reply: Reply): Answer {
  return { ...reply, text: reply.body, json: parse(reply.body), id: reply.headers['x-restate-id'] ?? '' };
}

function parse(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
