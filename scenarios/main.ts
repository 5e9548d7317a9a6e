import { join } from 'node:path';
import { runCommand } from '../sim/cli/command.ts';
import { ALL, AS_PUBLISHED, SAFE_UPGRADES, UNSAFE_UPGRADES } from './everything.ts';

// Without a name only the project's own scenarios are searched. The guide's own listings are known to be broken, and so are
// upgrades that are not safe.
process.exitCode = await runCommand(ALL, process.argv.slice(2), new URL('everything.ts', import.meta.url).href, {
  others: [
    {
      flag: '--as-published',
      about: 'the guide’s own listings instead, which are known to be broken',
      scenarios: AS_PUBLISHED,
    },
    {
      flag: '--upgrades',
      about: 'deploys of second versions of some objects instead',
      scenarios: SAFE_UPGRADES,
    },
    {
      flag: '--unsafe-upgrades',
      about: 'deploys of second versions that break something instead',
      scenarios: UNSAFE_UPGRADES,
    },
  ],
  corpus: join('properties', 'search', 'corpus'),
});
