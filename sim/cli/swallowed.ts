import { UsageError } from '../core/errors.ts';
import { OPTIONS, type Values } from './declared-options.ts';
import { flagOf } from './option-rules.ts';

/**
 * `npm run sim --seed 42` passes nothing to the command: npm takes the option for itself.
 * @throws {UsageError} which says what to write
 */
export function refuseSwallowed(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const key of Object.keys(OPTIONS) as (keyof Values)[]) {
    const flag = flagOf(key);
    const name = flag.slice(2);
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    if (value === undefined || value === '' || args.includes(flag) || NPM_OWN.has(name)) continue;
    const written = value === 'true' ? flag : `${flag} ${value}`;
    throw new UsageError(
      'OPTION_CONSUMED_BY_NPM',
      `npm kept "${written}" for itself; write two dashes before the options: npm run sim -- ${written}`,
    );
  }
}

/** npm has options of the same name, and sets them without the user. */
const NPM_OWN: ReadonlySet<string> = new Set(['json', 'engine']);
