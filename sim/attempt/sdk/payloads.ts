import { bodyOf, bytesOfBody, COMMANDS } from './frames.ts';

/** What to make of the values of a user in a journal row. */
export interface PayloadChanges {
  /** An input, a result, a value of state, a parameter of a call. */
  payload(bytes: Uint8Array): Uint8Array;
  /** The value of a header, or of the metadata of a failure. */
  header(value: string, name: string): string;
  /** The message of a failure. */
  message(text: string): string;
  /** The key of a virtual object or a workflow that is called, and an idempotency key. */
  key(text: string): string;
}

interface Header {
  readonly key: string;
  readonly value: string;
}

/** Fields that a message does not have are null or absent. */
interface Body {
  readonly headers?: readonly Header[] | null;
  readonly value?: { readonly content?: Uint8Array | null } | null;
  readonly parameter?: Uint8Array | null;
  readonly failure?: {
    readonly code?: number;
    readonly message?: string | null;
    readonly metadata?: readonly Header[] | null;
  } | null;
  readonly key?: unknown;
  readonly idempotencyKey?: string | null;
}

/**
 * @param type of the row, such as `Command: Run`
 * @param raw its message
 * @returns the message with other values of the user; names of handlers, steps, states and promises stay. Of a row whose type is
 *   not known, nothing
 */
export function withPayloads(type: string, raw: Uint8Array, changes: PayloadChanges): Uint8Array {
  const [, kind, name = ''] = /^(Command|Notification): (\w+)$/.exec(type) ?? [];
  const isKnown = kind === 'Notification' || Object.hasOwn(COMMANDS, name);
  if (!isKnown) return new Uint8Array();
  const message = kind === 'Notification' ? 'Notification' : name;
  const body = bodyOf(message, raw) as Body;
  const headers = (all: readonly Header[]): readonly Header[] =>
    all.map(({ key, value }) => ({ key, value: changes.header(value, key) }));
  const { value, parameter, failure, idempotencyKey, key } = body;
  const content = value?.content;
  const isCall = name === 'Call' || name === 'OneWayCall';
  return bytesOfBody(message, {
    ...body,
    ...(isSet(body.headers) && { headers: headers(body.headers) }),
    ...(isSet(content) && { value: { content: changes.payload(content) } }),
    ...(isSet(parameter) && { parameter: changes.payload(parameter) }),
    ...(isSet(failure) && {
      failure: {
        ...failure,
        message: changes.message(failure.message ?? ''),
        metadata: headers(failure.metadata ?? []),
      },
    }),
    ...(isCall && typeof key === 'string' && key !== '' && { key: changes.key(key) }),
    ...(isSet(idempotencyKey) && { idempotencyKey: changes.key(idempotencyKey) }),
  });
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
