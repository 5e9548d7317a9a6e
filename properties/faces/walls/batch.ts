import type { Row } from './row.ts';

/** Where rows find restate-sim. */
export interface Sources {
  readonly index: string;
}

/**
 * @param named each row, with the name of its scenario
 * @returns a file of services with one scenario for each row
 */
export function fileOf(named: readonly (readonly [name: string, row: Row])[], { index }: Sources): string {
  return [IMPORTS, `import { scenario } from ${JSON.stringify(index)};`, ...named.map(partOf)].join('\n');
}

function partOf([name, { code, module = '' }]: readonly [name: string, row: Row]): string {
  return `export const ${name} = (() => {
${module}
const shop = restate.service({ name: 'S', handlers: {
  ${name}: async (ctx: restate.Context): Promise<string> => { ${code}; return 'done'; } } });
return scenario('${name}', { services: [shop], maxOperations: 2, operations: ({ call }) => [call(shop, '${name}', {})],
});
})();`;
}

const MODULES = [
  'async_hooks child_process cluster crypto dgram diagnostics_channel dns events fs http http2 https inspector module net os',
  'readline tls util v8 vm worker_threads zlib',
]
  .join(' ')
  .split(' ');

const IMPORTS = [
  "import * as restate from '@restatedev/restate-sdk';",
  "import { AsyncLocalStorage } from 'node:async_hooks';",
  "import { join } from 'node:path';",
  "import { tmpdir } from 'node:os';",
  "import timersPromises from 'node:timers/promises';",
  ...MODULES.map((name) => `import ${name} from 'node:${name}';`),
].join('\n');
