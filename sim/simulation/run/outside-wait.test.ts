import { describe, expect, it } from 'vitest';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import { OutsideWait } from './outside-wait.ts';

describe('a wait for something outside the world', () => {
  it('is not repeated where nothing came before, in another run either', async () => {
    const definition = {};
    const first = new OutsideWait(() => definition);
    first.note(hanging('a', 1));
    expect(first.pending).toBe(true);
    await first.until(never, settled, 0);
    expect(first.pending).toBe(false);
    const second = new OutsideWait(() => definition);
    second.note(hanging('b', 1));
    expect([second.pending, [...second.seen]]).toEqual([false, ['b']]);
  });

  it('is repeated at another place, and in another definition of the same name', async () => {
    const definition = {};
    const first = new OutsideWait(() => definition);
    first.note(hanging('a', 1));
    await first.until(never, settled, 0);
    const elsewhere = new OutsideWait(() => definition);
    elsewhere.note(hanging('b', 2));
    const another = new OutsideWait(() => ({}));
    another.note(hanging('c', 1));
    expect([elsewhere.pending, another.pending]).toEqual([true, true]);
  });

  it('ends when the world can move again, and the place keeps its chance', async () => {
    const definition = {};
    const wait = new OutsideWait(() => definition);
    wait.note(hanging('a', 1));
    await wait.until(() => true, settled, 0);
    const next = new OutsideWait(() => definition);
    next.note(hanging('b', 1));
    expect(next.pending).toBe(true);
  });
});

const never = (): boolean => false;
const settled = (): Promise<void> => Promise.resolve();

function hanging(address: string, commands: number): AttemptStream {
  const invocation = { commands, origin: { target: { service: 'Mail', handler: 'send' } } };
  return { address, dead: false, attempt: { waitsOutside: true }, invocation } as unknown as AttemptStream;
}
