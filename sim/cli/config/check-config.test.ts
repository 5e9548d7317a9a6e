/** Goal: a config with a mistake is refused in a sentence that names the field. Method: typical mistakes. */
import { describe, expect, it } from 'vitest';
import type { Config } from '../../config/config.ts';
import { checkedConfig } from './check-config.ts';

const FILE = 'restate-sim.config.ts';

describe('a config', () => {
  it.each([
    [undefined, 'it must export an object: export default defineConfig({ ... }).'],
    [() => ({}), 'it must export an object'],
    [[], 'it must export an object'],
    [{ fils: 'src' }, '"fils" is not a field of a config; did you mean "files"?'],
    [{ constructor: 1 }, '"constructor" is not a field of a config'],
    [{ stub: {} }, '"stub" is not a field of a config; did you mean "stubs"?'],
    [{ plugins: [] }, '"plugins" is not a field of a config; the fields are files, scenario, hints, http,'],
    [{ files: [] }, 'files: must be a string, or a list of at least one string, not [].'],
    [{ scenario: 3 }, 'scenario: must be a string, or a list of at least one string, not 3.'],
    [{ runs: 0 }, 'runs: must be a whole number of at least 1, not 0.'],
    [{ runs: '300' }, 'runs: must be a whole number of at least 1, not "300".'],
    [{ enough: 1.5 }, 'enough: must be a whole number of at least 1, not 1.5.'],
    [{ workers: -1 }, 'workers: must be a whole number of at least 1, not -1.'],
    [{ seed: 1.5 }, 'seed: must be a whole number, not 1.5.'],
    [{ time: '5 minutes' }, 'time: must be a duration such as \'30s\', or a number of ms above 0, not "5 minutes".'],
    [{ horizon: 0 }, "horizon: must be a duration such as '30s', or a number of ms above 0, not 0."],
    [{ watchdog: null }, 'watchdog: must be a duration such as'],
    [
      { strategy: 'mx' },
      'strategy: must be one of mix, random, pct, pos, surw, delays, crashes, exhaustive, not "mx".',
    ],
    [{ engine: 'server' }, 'engine: must be one of fake, sdk, not "server".'],
    [{ bounds: 2 }, 'bounds: must be an object, not 2.'],
    [{ bounds: { trouble: 1 } }, '"trouble" is not a field of bounds; did you mean "troubles"?'],
    [{ bounds: { troubles: -1 } }, 'bounds.troubles: must be a whole number of at least 0, not -1.'],
    [{ hints: 3 }, 'hints: must be an object, or the file that has it, not 3.'],
    [{ hints: { example: {} } }, 'hints: "example" is not a field of hints; did you mean "examples"?'],
    [{ hints: { keys: [] } }, 'hints: keys is a list of at least one string'],
    [{ http: ['GET'] }, 'http: must be an object, not ["GET"].'],
    [{ effects: { bank: () => 1 } }, 'effects: must be an object of what effect({ state, apply }) returns, not {}.'],
    [{ verbose: 'yes' }, 'verbose: must be true or false, not "yes".'],
    [{ report: '' }, 'report: must be a string that is not empty, not "".'],
    [{ json: true }, 'json: must be a string that is not empty, not true.'],
  ])('%j is refused', (found, words) => {
    expect(() => checkedConfig(FILE, found)).toThrow(`${FILE} cannot be used: ${words}`);
  });

  it('may say everything that it has fields for', () => {
    const config = {
      files: ['src', 'more/*.ts'],
      scenario: 'check*',
      hints: { examples: { 'Shop/buy': ['bread'] } },
      http: { 'GET https://a.example/*': { any: 'JSON' } },
      stubs: { 'post mail': () => 'sent' },
      seed: 7,
      runs: 100,
      time: '2m',
      enough: 20,
      strategy: 'exhaustive',
      bounds: { troubles: 0 },
      workers: 2,
      engine: 'sdk',
      horizon: '90d',
      watchdog: 10_000,
      report: 'report.html',
      json: 'result.json',
      junit: 'junit.xml',
      effects: {},
      keepGoing: true,
      serverVersion: '1.8',
      allow: ['network'],
      coverage: false,
      verbose: true,
    } satisfies Required<Config>;
    expect(checkedConfig(FILE, config)).toBe(config);
  });
});
