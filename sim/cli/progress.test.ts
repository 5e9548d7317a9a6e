import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { aboutOf, progressBar, type Progress } from './progress.ts';

const at: Progress = { where: '2/3 bank account', runs: 250, share: 0.25 };

/** A stream as `process.stderr` is one, which keeps what is written. */
function stream(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  let text = '';
  const through = new PassThrough().on('data', (chunk: Buffer) => (text += chunk.toString()));
  const own = Object.assign(through, { isTTY, columns: 80, cursorTo: () => true, clearLine: () => true });
  return { stream: own as unknown as NodeJS.WriteStream, text: () => text };
}

describe('what stands next to the bar', () => {
  it('is the rate, the remaining time and the scenario', () => {
    expect(aboutOf(at, 2_000)).toBe('25%, 125 runs/s, 6 s left: 2/3 bank account');
    expect(aboutOf({ ...at, share: 0.01 }, 60_000)).toBe('1%, 4 runs/s, 1 h left: 2/3 bank account');
    expect(aboutOf(at, 500)).toBe('25%: 2/3 bank account');
  });

  it('fits next to it on a terminal of 80 columns', () => {
    const text = aboutOf({ ...at, where: 'a scenario whose name is longer than all the others together' }, 2_000);
    expect(text.length).toBeLessThanOrEqual(80 - 16 - 2);
    expect(text.endsWith('…')).toBe(true);
  });
});

describe('progress', () => {
  it('is a bar on a terminal, and lines anywhere else, where it is said once', () => {
    const terminal = stream(true);
    const bar = progressBar(terminal.stream);
    bar.show(at);
    bar.clear();
    expect(terminal.text()).toContain('████░');
    expect(terminal.text()).toContain('2/3 bank account');

    const piped = stream(false);
    const lines = progressBar(piped.stream);
    for (const line of [undefined, '50 runs', '50 runs', undefined, '100 runs']) {
      lines.show({ ...at, ...(line !== undefined && { line }) });
    }
    expect(piped.text()).toBe('50 runs\n100 runs\n');
  });
});
