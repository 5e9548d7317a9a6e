/**
 * Goal: what the installed package says of realistic services is right and easy to reach for a new user: it reports the
 * planted bugs that the catalogue says it reports, and nothing of the fixed twins. Method: pack, install, and run both twins
 * of each service by the public command, or by vitest with the public fixture, with the default budget. The second half of the services, and the types of all.
 */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { node } from '../harness/command.ts';
import { SERVICES } from './catalogue.ts';
import { tryServices } from './newcomer-trials.ts';

const projects = tryServices(SERVICES.slice(SERVICES.length / 2));

it('the services compile, with the types of the installed package', () => {
  for (const service of SERVICES) for (const twin of ['bug', 'fixed'] as const) projects().write(service, twin);
  writeFileSync(join(projects().root, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const checked = node([projects().program('typescript', 'bin', 'tsc'), '-p', projects().root], {
    cwd: projects().root,
  });
  expect(checked).toEqual({ status: 0, out: '', error: '' });
});

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['*/bug/*.ts', '*/fixed/*.ts'],
};
