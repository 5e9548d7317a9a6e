import protobuf from 'protobufjs';
import { SimulatorFault, invariant } from '../../core/errors.ts';
import type { CompletionType } from '../../journal/notification.ts';
import type { FromAttempt, Received, ToAttempt, WireCommands, WireNotification } from './messages.ts';
import { PROTOCOL } from './protocol.ts';

/** Type numbers of control messages. */
export const CONTROL = {
  Start: 0x0000,
  Suspension: 0x0001,
  Error: 0x0002,
  End: 0x0003,
  ProposeRunCompletion: 0x0005,
  AwaitingOn: 0x0006,
  ProposeRunCompletionAck: 0x0007,
} as const;

/** Type numbers of commands. */
export const COMMANDS: Readonly<Record<keyof WireCommands, number>> = {
  Input: 0x0400,
  Output: 0x0401,
  GetLazyState: 0x0402,
  SetState: 0x0403,
  ClearState: 0x0404,
  ClearAllState: 0x0405,
  GetLazyStateKeys: 0x0406,
  GetEagerState: 0x0407,
  GetEagerStateKeys: 0x0408,
  GetPromise: 0x0409,
  PeekPromise: 0x040a,
  CompletePromise: 0x040b,
  Sleep: 0x040c,
  Call: 0x040d,
  OneWayCall: 0x040e,
  SendSignal: 0x0410,
  Run: 0x0411,
  AttachInvocation: 0x0412,
  CompleteAwakeable: 0x0414,
};

/** {@link COMMANDS} as a set. */
export const COMMAND_TYPES: ReadonlySet<number> = new Set(Object.values(COMMANDS));

/** Type numbers of notifications, by the type of their command. */
const NOTIFICATIONS: Readonly<Record<CompletionType | 'Signal', number>> = {
  GetLazyState: 0x8002,
  GetLazyStateKeys: 0x8006,
  GetPromise: 0x8009,
  PeekPromise: 0x800a,
  CompletePromise: 0x800b,
  Sleep: 0x800c,
  Call: 0x800d,
  CallInvocationId: 0x800e,
  Run: 0x8011,
  AttachInvocation: 0x8012,
  Signal: 0xfbff,
};

const HEADER_BYTES = 8;
const numbers: Readonly<Record<string, number>> = { ...CONTROL, ...COMMANDS };
const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
const { root } = protobuf.parse(PROTOCOL);
const types = new Map(root.nestedArray.map((type) => [type.name, root.lookupType(type.name)]));

/** @returns one message, framed. */
export function frame<K extends keyof ToAttempt>(name: K, body: ToAttempt[K]): Uint8Array {
  const number = numbers[name];
  invariant(number !== undefined, () => `The message ${name} has no number.`);
  return framed(number, typeOf(name), body);
}

/** @returns a notification, framed. */
export function notificationFrame(of: CompletionType | 'Signal', body: WireNotification): Uint8Array {
  return framed(NOTIFICATIONS[of], typeOf('Notification'), body);
}

/** @returns whether all of these complete frames only announce what the attempt awaits. */
export function announceAwaitsOnly(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (; at < bytes.length; at += HEADER_BYTES + view.getUint32(at + 4)) {
    if (view.getUint16(at) !== CONTROL.AwaitingOn) return false;
  }
  return true;
}

/** @returns the frames, concatenated. */
export function joined(frames: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const { byteLength } of frames) length += byteLength;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const one of frames) {
    bytes.set(one, at);
    at += one.byteLength;
  }
  return bytes;
}

/**
 * Reads what an attempt writes. Frames may arrive in any portions.
 * @throws {SimulatorFault} for a message that is not of this protocol
 */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array();

  /** Passes every complete message to `receive`, in order. */
  read(bytes: Uint8Array, receive: (message: Received) => void): void {
    const all = this.#rest.length === 0 ? bytes : joined([this.#rest, bytes]);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let at = 0;
    while (at + HEADER_BYTES <= all.length) {
      const end = at + HEADER_BYTES + view.getUint32(at + 4);
      if (end > all.length) break;
      receive(decoded(view.getUint16(at), all.subarray(at + HEADER_BYTES, end)));
      at = end;
    }
    this.#rest = at === all.length ? new Uint8Array() : all.subarray(at);
  }
}

/** @returns the body of a message without a frame, as journals store it. */
export function bodyOf(name: string, bytes: Uint8Array): unknown {
  return typeOf(name).decode(bytes);
}

/** @returns a body as journals store it: the inverse of {@link bodyOf}. */
export function bytesOfBody(name: string, body: object): Uint8Array {
  return typeOf(name).encode(body).finish();
}

function decoded(number: number, bytes: Uint8Array): Received {
  const name = names.get(number);
  if (name === undefined) throw new SimulatorFault(`The SDK sent a message of the unknown type ${number}.`);
  const body = typeOf(name).decode(bytes) as unknown;
  return { type: name as keyof FromAttempt, body } as Received;
}

function framed(number: number, type: protobuf.Type, body: object): Uint8Array {
  const message = type.encode(body).finish();
  const bytes = new Uint8Array(HEADER_BYTES + message.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, number);
  view.setUint32(4, message.length);
  bytes.set(message, HEADER_BYTES);
  return bytes;
}

function typeOf(name: string): protobuf.Type {
  const type = types.get(name);
  if (type === undefined) throw new SimulatorFault(`The protocol has no message '${name}'.`);
  return type;
}
