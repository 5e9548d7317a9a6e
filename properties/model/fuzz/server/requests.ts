import type { IngressRequest, Reply } from '../../conformance/driver.ts';
import { objectKey, scopeIn } from '../engines/interpreter.ts';
import { SLOTS, type Program } from '../engines/program.ts';
import type { Answer } from './outcome.ts';

/** @returns what the client of a program asks, one request after another */
export function requestsOf({ operations }: Program, tag: string): readonly IngressRequest[] {
  return operations.flatMap(({ slot, key, ...operation }, index) => {
    const target = SLOTS[slot];
    if (target === undefined) return [];
    const middle = target.kind === 'service' ? '' : `${objectKey(key, tag)}/`;
    const where = scopeIn(operation, { tag });
    return [
      {
        method: 'POST' as const,
        path: pathOf(`${target.service}/${middle}${target.handler}`, where, 'call'),
        headers: { 'content-type': 'application/json', ...limitKeyHeader(where) },
        body: JSON.stringify(['from outside', index, tag]),
      },
    ];
  });
}

/** @returns the path of a request; in a scope, the verb comes before the target */
export function pathOf(target: string, { scope }: { readonly scope?: string }, verb: 'call' | 'send'): string {
  if (scope === undefined) return verb === 'call' ? `/${target}` : `/${target}/send`;
  return `/restate/scope/${scope}/${verb}/${target}`;
}

export function limitKeyHeader({ limitKey }: { readonly limitKey?: string }): Readonly<Record<string, string>> {
  return limitKey === undefined ? {} : { 'x-restate-limit-key': limitKey };
}

/** @returns what of a reply must be the same everywhere */
export function answerOf({ status, body, headers }: Reply): Answer {
  return { status, body, contentType: headers['content-type'] };
}
