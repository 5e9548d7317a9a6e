import { decodeUtf8, encodeUtf8 } from '../../sim/core/utf8.ts';
/**
 * The floor under any scheduler that controls interleavings: handlers that get, run and set through promises and JSON,
 * with one full drain of the microtask queue per step of the world, and no journal, trace or choice. The steps are the
 * eleven that such an invocation has: request, start, get, run, closure, result stored, result handed over, set,
 * output, end, answer.
 */
export async function yardstick(invocations: number): Promise<void> {
  const state = new Map<string, Uint8Array>([['v', encode(0)]]);
  for (let i = 0; i < invocations; i++) {
    let wake: (() => void) | undefined;
    const parked = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      });
    const context = {
      get: async (name: string): Promise<number> => {
        await parked();
        return decode(state.get(name) ?? encode(0));
      },
      run: async <T>(closure: () => T): Promise<T> => {
        await parked();
        const result = closure();
        await parked();
        return decode(encode(result)) as T;
      },
      set: (name: string, value: number): void => void state.set(name, encode(value)),
    };
    const handler = async (input: number): Promise<number> => {
      const value = await context.get('v');
      await context.run(() => 42);
      context.set('v', value + input);
      return value + input;
    };
    let answer: number | undefined;
    for (const step of STEPS) {
      if (step === 'start') void handler(1).then((result) => (answer = result));
      else if (step === 'get' || step === 'closure' || step === 'handed over') wake?.();
      await drain();
    }
    if (answer === undefined) throw new Error('The yardstick did not come to an end in its steps.');
  }
}

const STEPS = [
  'request',
  'start',
  'get',
  'run',
  'closure',
  'stored',
  'handed over',
  'set',
  'output',
  'end',
  'answer',
] as const;

function encode(value: unknown): Uint8Array {
  return encodeUtf8(JSON.stringify(value));
}

function decode(bytes: Uint8Array): number {
  return JSON.parse(decodeUtf8(bytes)) as number;
}

/** Node runs every queued microtask before the next tick. */
function drain(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
