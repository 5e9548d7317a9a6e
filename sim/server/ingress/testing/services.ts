import type { RetryPolicy } from '../../../attempt/definition.ts';
import type { IngressRequest, IngressResponse } from '../request.ts';
import { bound } from '../../testing/bound.ts';
import { bytes, ending, failing, returning, ScriptedServer, text } from '../../testing/scripted-server.ts';

/** Services for the tables of answers: what a handler does is in its name. */
const services = [
  bound('service', 'S', {
    echo: {},
    undef: {},
    meta: {},
    boom: { retryPolicy: { ...kill(1) } },
    hang: {},
    refused: {},
    ...Object.fromEntries([99, 150, 200, 204, 418, 999, 1_000].map((code) => [`code${code}`, {}])),
    hidden: { ingressPrivate: true },
    binary: { accept: 'application/octet-stream', outputContentType: 'application/octet-stream' },
    text: { accept: 'text/*' },
    anything: { accept: '*/*' },
    nothing: { accept: undefined, outputContentType: undefined },
    schema: { inputHasSchema: true },
    always: { setOutputContentTypeIfEmpty: true },
  }),
  bound('object', 'O', { exec: {}, hang: {}, kept: { journalRetentionMs: 0, idempotencyRetentionMs: 0 } }),
  bound('workflow', 'W', { run: {}, ask: {} }),
];

function kill(maxAttempts: number): RetryPolicy {
  return {
    initialIntervalMs: 1,
    maxIntervalMs: 1,
    exponentiationFactor: 1,
    maxAttempts,
    onMaxAttempts: 'kill',
  };
}

export function scripted(): ScriptedServer {
  return new ScriptedServer(services, ({ handler, key, journal }) => {
    const [input] = journal;
    const given = input?.kind === 'command' && input.command.type === 'Input' ? input.command.value : bytes('');
    const code = /^code(\d+)$/.exec(handler.name)?.[1];
    if (code !== undefined) return failing(Number(code), 'm');
    switch (handler.name) {
      case 'undef':
      case 'always':
        return returning(undefined);
      case 'meta':
        return failing(418, 'm', [{ key: 'a', value: 'b' }]);
      case 'boom':
        return [{ type: 'error', error: { code: 500, message: 'boom' } }];
      case 'hang':
        return [];
      case 'exec':
      case 'run':
        return returning(key);
      default:
        return ending({ ok: given });
    }
  });
}

export const JSON_TYPE: [string, string] = ['content-type', 'application/json'];
/** Headers of a handler's failure, but for the id. */
export const INVOCATION = { 'content-type': 'application/json', 'x-restate-error-source': 'invocation' };
/** Headers of a refusal. */
export const INGRESS = { 'content-type': 'application/json', 'x-restate-error-source': 'ingress' };

/** An id that no invocation has. */
export const UNKNOWN = 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd';

/** What is asked and what is answered. */
export type Row = readonly [
  title: string,
  request: Partial<Omit<IngressRequest, 'body'>> & { readonly body?: string },
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
];

export const json = (path: string, body?: string): Row[1] => ({
  path,
  headers: [JSON_TYPE],
  ...(body !== undefined && { body }),
});
export const failure = (code: number, message: string): string =>
  JSON.stringify({ code, message, source: 'invocation' });
export const refusal = (code: number, message: string): string => JSON.stringify({ code, message, source: 'ingress' });

export function request({ body, ...rest }: Row[1]): Partial<IngressRequest> {
  return { ...rest, ...(body !== undefined && { body: bytes(body) }) };
}

/** The answer without the id, which differs from run to run of a real server. */
export function shown(answer: IngressResponse | undefined): Shown {
  const { 'x-restate-id': id, ...headers } = answer?.headers ?? {};
  return {
    status: answer?.status,
    body: text(answer?.body),
    headers: { ...headers, ...(id === UNKNOWN && { 'x-restate-id': id }) },
  };
}

interface Shown {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function jsonRequest(path: string, body: string): Partial<IngressRequest> {
  return { path, headers: [JSON_TYPE], body: bytes(body) };
}
