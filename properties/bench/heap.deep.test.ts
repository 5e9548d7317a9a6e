/**
 * Goal: a campaign that runs for long does not grow. Method: the command that runs one for minutes, here for a few runs; once
 * with a leak in it, which it must report.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { node, outputOf } from '../harness/command.ts';

function bench(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const ended = node(['--expose-gc', join(import.meta.dirname, 'main.ts'), '--heap-runs', '600', ...args]);
  return { status: ended.status, out: outputOf(ended) };
}

describe('the heap of a campaign', () => {
  it('is flat', () => {
    const { status, out } = bench();
    expect(out).toContain('the heap is flat');
    expect(status).toBe(0);
  });

  it('grows if each run leaves something behind, and the growth is reported', () => {
    const { status, out } = bench('--leak', '50000');
    expect(out).toContain('the heap is not flat');
    expect(status).toBe(1);
  });
});
