/** Goal: options of the command line win over the config. Method: requests and configs, and what comes out. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../config/config.ts';
import { parseCommand, type Request } from '../parse-command.ts';
import { configInWords, withConfig } from './with-config.ts';

const FORM = { name: 'npx restate-sim', version: '0', hasScenarios: false };

function requested(...args: readonly string[]): Request {
  const parsed = parseCommand(args, FORM);
  if ('text' in parsed) throw new Error(parsed.text);
  return parsed;
}

function added(config: Config, ...args: readonly string[]): { words: string } & Pick<Request, 'files' | 'values'> {
  const { request, used } = withConfig(requested(...args), { file: 'restate-sim.config.ts', config }, true);
  return { words: configInWords(used), files: request.files, values: request.values };
}

describe('a config', () => {
  it('adds what the command line leaves open', () => {
    expect(added({ files: 'src', seed: 7, time: '2m', scenario: 'a*', http: {} }, 'run')).toEqual({
      words: 'restate-sim.config.ts (files, seed, time, scenario, http)',
      files: ['src'],
      values: { seed: 7, time: 120_000, scenario: ['a*'] },
    });
  });

  it('gives way to each option and to the files of the command line', () => {
    expect(added({ files: 'src', seed: 7, runs: 50 }, 'run', 'a.ts', '--seed', '8')).toEqual({
      words: 'restate-sim.config.ts (runs)',
      files: ['a.ts'],
      values: { seed: 8, runs: 50 },
    });
    expect(added({ seed: 7 }, 'run', 'a.ts', '--seed', '8').words).toBe('restate-sim.config.ts (no fields used)');
  });

  it('gives way to options that leave no room for its own', () => {
    const config: Config = { runs: 50, time: '1m', workers: 2, horizon: '90d', report: 'page.html' };
    expect(added(config, 'run', 'a.ts', '--seed', '8', '--path', '3').values).toEqual({
      seed: 8,
      path: '3',
      horizon: 7_776_000_000,
      report: 'page.html',
    });
    expect(added(config, 'run', 'a.ts', '--engine', 'server').values).toEqual({
      engine: 'server',
      runs: 50,
      time: 60_000,
    });
    expect(added(config, 'run', 'a.ts', '--json', 'page.html').values).not.toHaveProperty('report');
    const small: Config = { strategy: 'exhaustive', bounds: { troubles: 2 } };
    expect(added(small, 'run', 'a.ts', '--strategy', 'pct').values).toEqual({ strategy: 'pct' });
    expect(added(small, 'run', 'a.ts', '--seed', '1', '--path', '3').values).toEqual({ seed: 1, path: '3' });
  });

  it('adds to other commands only what they take', () => {
    expect(added({ files: 'src', runs: 50, engine: 'sdk' }, 'replay', 'finding.json')).toEqual({
      words: 'restate-sim.config.ts (files, engine)',
      files: ['src'],
      values: { engine: 'sdk' },
    });
  });

  it('leaves a saved finding its horizon, which only an option replaces', () => {
    const config: Config = { files: 'src', horizon: '1d' };
    expect(added(config, 'replay', 'finding.json')).toMatchObject({
      words: 'restate-sim.config.ts (files)',
      values: {},
    });
    expect(added(config, 'replay', 'finding.json').values).not.toHaveProperty('horizon');
    expect(added(config, 'replay', 'finding.json', '--horizon', '2d').values).toEqual({ horizon: 172_800_000 });
    expect(added(config, 'run').values).toEqual({ horizon: 86_400_000 });
  });

  it('whose fields mean nothing together is refused', () => {
    expect(() => added({ bounds: { troubles: 1 } }, 'run', 'a.ts')).toThrow(
      'restate-sim.config.ts cannot be used: --bounds limits the strategy exhaustive',
    );
  });

  it('names files from where it is, or from the root', () => {
    const found = { file: 'tools/sim.config.ts', config: { files: ['../src', 'a.ts', resolve('b.ts')] } };
    expect(withConfig(requested('run'), found, true).request.files).toEqual(['src', 'tools/a.ts', resolve('b.ts')]);
    expect(withConfig(requested('run'), found, false).request.files).toEqual([]);
  });
});
