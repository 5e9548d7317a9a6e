import type { IngressRequest, Reply } from '../../conformance/driver.ts';
import { objectKey } from '../engines/interpreter.ts';
import { SLOTS, type Program } from '../engines/program.ts';
import type { Answer } from './outcome.ts';

/** @returns what the client of a program asks, one request after another */
export function requestsOf({ operations }: Program, tag: string): readonly IngressRequest[] {
  return operations.flatMap(({ slot, key }, index) => {
    const target = SLOTS[slot];
    if (target === undefined) return [];
    const middle = target.kind === 'service' ? '' : `${objectKey(key, tag)}/`;
    return [
      {
        method: 'POST' as const,
        path: `/${target.service}/${middle}${target.handler}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(['from outside', index, tag]),
      },
    ];
  });
}

/** @returns what of a reply must be the same everywhere */
export function answerOf({ status, body, headers }: Reply): Answer {
  return { status, body, contentType: headers['content-type'] };
}
