import { TerminalError } from '@restatedev/restate-sdk';
import type { HooksProvider } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { run, server } from '../testing/handlers.ts';

function logging(log: string[], who: string): HooksProvider {
  return ({ request }) => {
    log.push(`${who} for ${String(request.target)}`);
    return {
      interceptor: {
        handler: async (next) => {
          log.push(`${who} before`);
          try {
            await next();
            log.push(`${who} after`);
          } catch (error) {
            log.push(`${who} saw ${(error as Error).name} ${(error as { code?: number }).code ?? ''}`.trim());
            throw error;
          }
        },
        run: async (name, next) => {
          log.push(`${who} before run ${name}`);
          await next();
          log.push(`${who} after run ${name}`);
        },
      },
    };
  };
}

describe('hooks', () => {
  it('wrap the handler and each executed closure, the first outermost', async () => {
    const log: string[] = [];
    const sim = server((c) => c.run('x', () => log.push('closure')), {
      service: { hooks: [logging(log, 'A'), logging(log, 'B')] },
    });
    await sim.runAttempt();
    expect(log).toEqual([
      'A for O/k/h',
      'B for O/k/h',
      'A before',
      'B before',
      'A before run x',
      'B before run x',
      'closure',
      'B after run x',
      'A after run x',
      'B after',
      'A after',
    ]);
    log.length = 0;
    await sim.runAttempt();
    expect(log).not.toContain('A before run x');
  });

  it('are unwound by a suspension, which the handler never sees', async () => {
    const log: string[] = [];
    const sim = server((c) => c.sleep(1).finally(() => log.push('handler')), {
      service: { hooks: [logging(log, 'A')] },
      answer: () => 'none',
    });
    await sim.begin();
    sim.attempt?.closeInput();
    await sim.notify({ type: 'signal', signal: { name: 's' }, result: 'empty' });
    expect(log).toEqual(['A for O/k/h', 'A before', 'A saw RestateError 599']);
    expect(sim.log).toEqual(['Sleep', 'suspension']);
  });

  it('decide the outcome by what they throw', async () => {
    const throwing =
      (error: Error): HooksProvider =>
      () => ({
        interceptor: { handler: async (next) => (await next(), Promise.reject(error)) },
      });
    const terminal = await run(() => 1, { service: { hooks: [throwing(new TerminalError('hook'))] } });
    expect(terminal.output).toMatchObject({ failure: { message: 'hook' } });
    const plain = await run(() => 1, { service: { hooks: [throwing(new Error('hook'))] } });
    expect(plain.error?.message).toBe('hook');
  });

  it('fail the run of which an interceptor throws a terminal error', async () => {
    const hooks: HooksProvider[] = [
      () => ({ interceptor: { run: () => Promise.reject(new TerminalError('refused')) } }),
    ];
    const sim = await run((c) => c.run('x', () => 1).catch((error: Error) => error.message), { service: { hooks } });
    expect(sim.output).toBe('refused');
  });

  it('may not swallow the error of a handler', async () => {
    const hooks: HooksProvider[] = [() => ({ interceptor: { handler: (next) => next().catch(() => {}) } })];
    const sim = await run(() => Promise.reject(new TerminalError('no')), { service: { hooks } });
    expect(sim.error?.code).toBe(500);
  });

  it('may find out whether the attempt is past its recorded commands', async () => {
    const seen: boolean[] = [];
    const hooks: HooksProvider[] = [
      (context) => {
        const ask = (context as unknown as Record<symbol, () => boolean>)[
          Symbol.for('@restatedev/restate-sdk/hooks.isProcessing')
        ];
        seen.push(ask?.() ?? false);
        return {};
      },
    ];
    const sim = server((c) => c.sleep(1), { service: { hooks } });
    await sim.runAttempt();
    await sim.runAttempt();
    expect(seen).toEqual([true, false]);
  });
});
