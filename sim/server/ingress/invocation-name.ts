import type { KeyedRandom } from '../../core/random.ts';
import { idempotentId, workflowRunId } from '../identity.ts';
import { checkInvocationId } from './ids.ts';
import { Refusal } from './refusal.ts';
import type { InvocationName } from './routes.ts';
import { checkScope } from './scope.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** @returns the id of the named invocation, whether or not there is one */
export function idOf(name: InvocationName, random: KeyedRandom): string {
  switch (name.by) {
    case 'id':
      return name.id;
    case 'workflow':
      return workflowRunId(random, name.service, name.key, name.scope);
    case 'idempotency key': {
      const { service, key, handler, idempotencyKey, scope } = name;
      return idempotentId(random, { service, handler, ...(key !== undefined && { key }) }, idempotencyKey, scope);
    }
  }
}

/**
 * Reads the body of a request that names an invocation: `{"target": "invocation", "invocationId": …}` and the like.
 * @param what how the server names the body in its refusal
 * @throws {Refusal} when the body is malformed; the real server responds with 500 and a stack trace
 */
export function readInvocationName(body: Uint8Array, what: 'lookup' | 'request'): InvocationName {
  const refusal = (why: string): Refusal => new Refusal(500, `cannot read body: invalid ${what} body: ${why}`);
  const fields = parsed(body, refusal);
  const text = (field: string): string => {
    const value = fields[field];
    if (typeof value === 'string') return value;
    throw refusal(
      value === undefined ? `missing field \`${field}\`` : `invalid type of \`${field}\`, expected a string`,
    );
  };
  const optional = (field: string): string | undefined => ((fields[field] ?? null) === null ? undefined : text(field));
  const scope = optional('scope');
  const scoped = scope === undefined ? {} : { scope };
  let name: InvocationName;
  switch (text('target')) {
    case 'invocation':
      return { by: 'id', id: checkInvocationId(text('invocationId')) };
    case 'workflow':
      name = { by: 'workflow', service: text('workflowName'), key: text('workflowKey'), ...scoped };
      break;
    case 'idempotentInvocation':
      name = {
        by: 'idempotency key',
        service: text('service'),
        key: optional('key'),
        handler: text('handler'),
        idempotencyKey: text('idempotencyKey'),
        ...scoped,
      };
      break;
    default:
      throw refusal(
        `unknown variant \`${text('target')}\`, expected one of \`workflow\`, \`idempotentInvocation\`, \`invocation\``,
      );
  }
  if (scope !== undefined) checkScope(scope);
  return name;
}

function parsed(body: Uint8Array, refusal: (why: string) => Refusal): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(body));
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null) throw refusal('expected an object');
  return value as Record<string, unknown>;
}
