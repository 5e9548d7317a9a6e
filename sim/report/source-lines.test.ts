import { readFileSync } from 'node:fs';
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../attempt/attempt.ts';
import { loadEngine } from '../attempt/engines.ts';
import { Runner } from '../search/run/runner.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import { scenario } from '../simulation/scenario/scenario.ts';
import { SourceLines } from '../trace/source-lines.ts';
import { exhibit } from './exhibit.ts';

let attempts = 0;

const till = restate.object({
  name: 'Till',
  handlers: {
    pay: async (ctx: restate.ObjectContext, price: number) => {
      const before = (await ctx.get<number>('sum')) ?? 0; // line of entry 1
      await charge(ctx, price);
      ctx.set('sum', before + price); // line of entry 3
    },
    /** Diverges when it is replayed. */
    waver: async (ctx: restate.ObjectContext) => {
      if (attempts++ === 0)
        await ctx.run('first', () => 1); // first time
      else await ctx.sleep(5); // on replay
      throw new restate.TerminalError('not reached on replay');
    },
    stumble: async (ctx: restate.ObjectContext) => {
      await ctx.sleep(5);
      throw new Error('no change left'); // where it throws
    },
    /** Its first closure fails for good, and the handler goes on; the second is retried. */
    decline: async (ctx: restate.ObjectContext) => {
      const refused = new restate.TerminalError('refused'); // caught
      await ctx.run('one', () => Promise.reject(refused)).catch(() => undefined);
      await ctx.run('two', () => {
        throw new Error('no reply'); // where a closure throws
      });
    },
  },
});

async function charge(ctx: restate.ObjectContext, price: number): Promise<void> {
  await ctx.run('charge', () => price); // line of entry 2
}

type Asked = 'pay' | 'waver' | 'stumble' | 'decline';

/** A plan of one operation, with a lost connection before an entry of it. */
function planOf(handler: Asked, lostBefore?: number): { readonly runner: Runner; readonly plan: Plan } {
  const world = scenario('till', { services: [till], operations: ({ call }) => [call(till, 'stumble', { key: 'a' })] });
  const troubles = lostBefore === undefined ? [] : [{ ...LOST, entry: lostBefore }];
  const target = { kind: 'call', service: 'Till', handler, key: 'a' } as const;
  const operations = [{ id: 'a', client: 'a', ...target, input: 3, troubles }];
  const plan: Plan = { version: 1, scenario: 'till', seed: 1, operations, world: [], holds: [], choices: {} };
  return { runner: new Runner({ ...world, limits: { steps: 400 } }), plan };
}

const LOST = { kind: 'crash', scope: 'connection', path: '', attempt: 1, phase: 'before' } as const;

/** What stands in this file at a line that a report names. */
function text(line: string | undefined): string {
  const [file = '', number = '0'] = (line ?? '').split(':');
  expect(file).toBe('sim/report/source-lines.test.ts');
  return (
    readFileSync(new URL(import.meta.url), 'utf8')
      .split('\n')
      [Number(number) - 1]?.trim() ?? ''
  );
}

describe.each(['fake', 'sdk'] as const)('the lines of a run that is shown, on the engine %s', (name) => {
  it('lead to where each entry was written, also in a function that the handler calls', async () => {
    const { runner, plan } = planOf('pay');
    const { run } = await exhibit(runner.with({ engine: await loadEngine(name) }), plan);
    const lines = new SourceLines(run.lines ?? []);
    const invocation = run.lines?.[0]?.invocation ?? '';
    expect([1, 2, 3].map((entry) => text(lines.ofEntry(invocation, entry)))).toEqual([
      expect.stringContaining('// line of entry 1'),
      expect.stringContaining('// line of entry 2'),
      expect.stringContaining('// line of entry 3'),
    ]);
    const set = run.events.find((event) => event.type === 'appended' && event.command.type === 'SetState');
    expect(set && text(lines.of(set))).toContain('// line of entry 3');
  });

  it('are said once where replays repeat them', async () => {
    const { runner, plan } = planOf('pay', 3);
    const { run } = await exhibit(runner.with({ engine: await loadEngine(name) }), plan);
    expect(run.events.some((event) => event.type === 'attempt started' && event.attempt === 2)).toBe(true);
    expect(run.lines).toHaveLength(3);
  });

  it('distinguish a replay that diverges from what it diverges from', async () => {
    attempts = 0;
    const { runner, plan } = planOf('waver', 2);
    const { run } = await exhibit(runner.with({ engine: await loadEngine(name) }), plan);
    const lines = new SourceLines(run.lines ?? []);
    const failed = run.events.find((event) => event.type === 'attempt failed' && event.mismatch !== undefined);
    const wrote = run.events.find((event) => event.type === 'appended' && event.command.type === 'Run');
    expect(wrote && text(lines.of(wrote))).toContain('// first time');
    expect(failed && text(lines.of(failed))).toContain('// on replay');
  });

  it('lead to where an error was thrown', async () => {
    const { runner, plan } = planOf('stumble');
    const { run } = await exhibit(runner.with({ engine: await loadEngine(name) }), plan);
    const failed = run.events.find((event) => event.type === 'attempt failed');
    expect(failed && text(new SourceLines(run.lines ?? []).of(failed))).toContain('// where it throws');
  });

  it('lead to where the closure of a run threw what ended the attempt', async () => {
    const { runner, plan } = planOf('decline');
    const { run } = await exhibit(runner.with({ engine: await loadEngine(name) }), plan);
    const failed = run.events.find((event) => event.type === 'attempt failed');
    expect(failed && text(new SourceLines(run.lines ?? []).of(failed))).toContain('// where a closure throws');
  });
});

it('are not looked for in a search', async () => {
  const { runner, plan } = planOf('pay');
  const engine = await loadEngine('fake');
  const notes: boolean[] = [];
  const open: Engine['open'] = (setup, host) => {
    notes.push(setup.process.noteLine !== undefined);
    return engine.open(setup, host);
  };
  const watched = runner.with({ engine: { name: 'fake', open, settle: () => engine.settle() } });
  await watched.run(plan);
  await exhibit(watched, plan);
  expect(notes).toEqual([false, true]);
});
