/** One form in which people write services: the files of a project, and which of them is run. */
export interface Form {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Default `app.ts`. */
  readonly entry?: string;
  /** What `list` prints of it. Default `service S`. */
  readonly shows?: string;
}

const SDK = "import * as restate from '@restatedev/restate-sdk';\n";
const MAKE = "restate.service({ name: 'S', handlers: { hi: async (_ctx: restate.Context) => 'hi' } })";
/** The last line of each entry: it was loaded to its end. */
const DONE = "\nconsole.log('loaded');\n";
const COMMONJS = { 'package.json': '{ "type": "commonjs" }' };
const made = (name = 's'): string => `${SDK}export const ${name} = ${MAKE};\n`;
const one = (name: string, code: string, more: Partial<Form> = {}): Form => {
  const { entry = 'app.ts', files } = more;
  return { name, ...more, files: { [entry]: code + DONE, ...files } };
};
/** A project whose entry exports what another file makes. */
const imports = (name: string, specifier: string, files: Form['files']): Form =>
  one(name, `export { s } from '${specifier}';`, { files });

const exporting: readonly Form[] = [
  one('an exported constant', made()),
  one('a default export', `${SDK}const s = ${MAKE};\nexport default s;`),
  one('an export with another name', `${SDK}const a = ${MAKE};\nexport { a as b };`),
  one('a list', `${SDK}export const services = [${MAKE}];`),
  one('a record', `${SDK}export const services = { s: ${MAKE} };`),
  one('a factory', `${SDK}const make = () => ${MAKE};\nexport const s = make();`),
  one('a static field of a class', `${SDK}export class App { static readonly service = ${MAKE}; }`),
  one(
    'a field of an instance',
    `${SDK}class App { constructor(readonly service = ${MAKE}) {} }\nexport const app = new App();`,
  ),
  one(
    'a contract that is implemented',
    `${SDK}const contract = restate.iface.service('S', { hi: restate.iface.json<void, string>() });
export const s = restate.implement(contract, { handlers: { hi: async () => 'hi' } });`,
  ),
  one(
    'generator functions',
    `import { object } from '@restatedev/restate-sdk-gen';\nexport const s = object({ name: 'S', handlers: { *hi() { return 1; } } });`,
    { shows: 'object S' },
  ),
];

const serving: readonly Form[] = [
  one('serve', `${SDK}await restate.serve({ services: [${MAKE}], port: 0 });`),
  one('serve, not awaited', `${SDK}void restate.serve({ services: [${MAKE}], port: 0 });`),
  one('an endpoint that listens', `${SDK}await restate.endpoint().bind(${MAKE}).listen(0);`),
  one(
    'an async main()',
    `${SDK}import { readFile } from 'node:fs/promises';
async function main() {
  await readFile(new URL(import.meta.url));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await restate.serve({ services: [${MAKE}], port: 0 });
}
void main();`,
  ),
  one(
    'an HTTP/2 server that is awaited',
    `${SDK}import { createServer } from 'node:http2';
const server = createServer(restate.createEndpointHandler({ services: [${MAKE}] }));
await new Promise<void>((resolve) => server.listen(0, resolve));
console.log(typeof (server.address() as { port: number }).port);`,
  ),
  one(
    'an HTTP/1 server whose event is awaited',
    `${SDK}import { once } from 'node:events';
import { createServer } from 'node:http';
import { createEndpointHandler } from '@restatedev/restate-sdk/node';
const server = createServer(createEndpointHandler({ services: [${MAKE}] })).listen({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');`,
  ),
  one(
    'a fetch handler',
    `import * as restate from '@restatedev/restate-sdk/fetch';\nexport default restate.createEndpointHandler({ services: [${MAKE}] });`,
  ),
  one(
    'a Lambda handler',
    `import * as restate from '@restatedev/restate-sdk/lambda';\nexport const handler = restate.createEndpointHandler({ services: [${MAKE}] });`,
  ),
  one(
    'serving only when started',
    `${SDK}const s = ${MAKE};\nif (process.argv.includes('--serve')) void restate.serve({ services: [s] });`,
  ),
  one(
    'a library that makes and serves',
    `import { serveClasses } from 'tiny-nest';\nclass S { async hi(_ctx: unknown) { return 'hi'; } }\nawait serveClasses([S], { port: 0 });`,
    {
      files: {
        'node_modules/tiny-nest/package.json': '{ "name": "tiny-nest", "type": "module", "exports": "./index.js" }',
        'node_modules/tiny-nest/index.js': `${SDK}export function serveClasses(classes, options) {
  const services = classes.map((One) => {
    const self = new One();
    const names = Object.getOwnPropertyNames(One.prototype).filter((name) => name !== 'constructor');
    return restate.service({ name: One.name, handlers: Object.fromEntries(names.map((name) => [name, (ctx) => self[name](ctx)])) });
  });
  return restate.serve({ services, ...options });
}`,
      },
    },
  ),
];

const importing: readonly Form[] = [
  imports('a file with its ending', './s.ts', { 's.ts': made() }),
  imports('a file with the ending it is compiled to', './s.js', { 's.ts': made() }),
  imports('a file without its ending', './s', { 's.ts': made() }),
  imports('the index of a folder', './services', { 'services/index.ts': made() }),
  imports('a name that a tsconfig declares', '@lib/s', {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
    'lib/s.ts': made(),
  }),
  imports('a path from the baseUrl', 'lib/s', {
    'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
    'lib/s.ts': made(),
  }),
  imports('a name that an extended tsconfig declares, with comments', '@lib/s', {
    'tsconfig.json': '{ "extends": "./tsconfig.base.json", /* nothing else */ }',
    'tsconfig.base.json': '{\n  // the names\n  "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], }, },\n}',
    'lib/s.ts': made(),
  }),
  imports('an import of the package itself', '#s', {
    'package.json': '{ "type": "module", "imports": { "#s": "./lib/s.ts" } }',
    'lib/s.ts': made(),
  }),
  imports('the package by its own name', 'shop/s', {
    'package.json': '{ "name": "shop", "type": "module", "exports": { "./s": "./lib/s.ts" } }',
    'lib/s.ts': made(),
  }),
  imports('a path into a package without exports', '@acme/shared/s', {
    'node_modules/@acme/shared/package.json': '{ "name": "@acme/shared", "main": "index.js" }',
    'node_modules/@acme/shared/s.ts': made(),
  }),
  imports('a package with conditions', 'two-ways', {
    'node_modules/two-ways/package.json':
      '{ "name": "two-ways", "exports": { "import": "./s.mjs", "require": "./none.cjs" } }',
    'node_modules/two-ways/s.mjs': `${SDK}export const s = restate.service({ name: 'S', handlers: { hi: async () => 1 } });`,
  }),
  one(
    'JSON',
    `${SDK}import { name } from './names.json';\nexport const s = restate.service({ name, handlers: { hi: async () => 1 } });`,
    {
      files: { 'names.json': '{ "name": "S" }' },
    },
  ),
  one(
    'JSON with its attribute',
    `${SDK}import names from './names.json' with { type: 'json' };\nexport const s = restate.service({ name: names.name, handlers: { hi: async () => 1 } });`,
    { files: { 'names.json': '{ "name": "S" }' } },
  ),
  one('a dynamic import', "export const { s } = await import('./s');", { files: { 's.ts': made() } }),
  one('files that import each other', "import { s } from './s';\nexport const word = () => 'hi';\nexport { s };", {
    files: { 's.ts': `import { word } from './app';\n${made()}export const say = () => word();` },
  }),
  one(
    'types alone',
    `import type { Word } from './types';\n${SDK}const word: Word = 'hi';\nexport const s = restate.service({ name: 'S', handlers: { hi: async () => word } });`,
    {
      files: { 'types.ts': "export type Word = 'hi';\nthrow new Error('never loaded');" },
    },
  ),
];

const written: readonly Form[] = [
  one('CommonJS', made(), { files: COMMONJS }),
  one(
    'CommonJS with import = and export =',
    `import restate = require('@restatedev/restate-sdk');\nconst s = ${MAKE};\nconsole.log('loaded');\nexport = { s };`,
    {
      files: COMMONJS,
    },
  ),
  one(
    'CommonJS with require and __dirname',
    `const restate = require('@restatedev/restate-sdk');\nconst { readFileSync } = require('fs');\nreadFileSync(__filename);
const s = restate.service({ name: 'S', handlers: { hi: async () => __dirname } });\nmodule.exports = { s };`,
    { files: COMMONJS },
  ),
  one(
    'CommonJS that serves as the main module',
    `${SDK}const s = ${MAKE};\nif (require.main === module) void restate.serve({ services: [s], port: 0 });`,
    {
      files: COMMONJS,
    },
  ),
  one('.mts', made(), { entry: 'app.mts', files: COMMONJS }),
  one('.cts', made(), { entry: 'app.cts' }),
  one('.tsx', `${made()}const id = <T,>(x: T): T => x;\nid(1);`, { entry: 'app.tsx' }),
  one('.js', `${SDK}export const s = restate.service({ name: 'S', handlers: { hi: async () => 1 } });`, {
    entry: 'app.js',
  }),
  one('.mjs', `${SDK}export const s = restate.service({ name: 'S', handlers: { hi: async () => 1 } });`, {
    entry: 'app.mjs',
  }),
  one(
    '.cjs',
    "const restate = require('@restatedev/restate-sdk');\nmodule.exports.s = restate.service({ name: 'S', handlers: { hi: async () => 1 } });",
    {
      entry: 'app.cjs',
    },
  ),
  one('a package that declares no type', made(), { files: { 'package.json': '{}' } }),
  one(
    'enums and namespaces',
    `${SDK}enum Word { Hi = 'hi' }\nconst enum Name { S = 'S' }\nnamespace Say { export const it = Word.Hi; }
export const s = restate.service({ name: Name.S, handlers: { hi: async () => Say.it } });`,
  ),
  one(
    'legacy decorators with metadata',
    `${SDK}const seen: unknown[] = [];
const Injectable = (): ClassDecorator => (target) => void seen.push(target.name);
const Inject = (): PropertyDecorator => (target, name) => void seen.push((Reflect as any).getMetadata?.('design:type', target, name));
@Injectable() class App { @Inject() word: string = 'hi'; }
console.log('seen', seen);
export const s = restate.service({ name: 'S', handlers: { hi: async () => new App().word } });`,
    {
      files: {
        'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      },
    },
  ),
  one(
    'decorators of the standard',
    `${SDK}const loud = (value: () => string, _context: ClassMethodDecoratorContext) => function (this: App) { return value.call(this).toUpperCase(); };
class App { @loud word() { return 'hi'; } }
console.log(new App().word());
export const s = restate.service({ name: 'S', handlers: { hi: async () => new App().word() } });`,
  ),
  one(
    'parameter properties and accessors',
    `${SDK}class App { accessor count = 0; constructor(private readonly word = 'hi') {} say() { return this.word; } }
export const s = restate.service({ name: 'S', handlers: { hi: async () => new App().say() } });`,
  ),
  one(
    'using',
    `${SDK}{ using _held = { [Symbol.dispose]: () => console.log('disposed') }; }\nexport const s = ${MAKE};`,
  ),
  one(
    'import.meta',
    `${SDK}import { readFileSync } from 'node:fs';\nreadFileSync(import.meta.filename);\nreadFileSync(new URL('app.ts', import.meta.url));\nexport const s = ${MAKE};`,
  ),
  one('a shebang', `#!/usr/bin/env -S npx tsx\n${made()}`),
  one('a name with blanks and signs', made(), { entry: 'my services #1 (50%) é.ts' }),
];

/** Every form. */
export const FORMS: readonly Form[] = [...exporting, ...serving, ...importing, ...written];

/** A few that have nothing in common. */
export const DIFFERENT: readonly string[] = [
  'an async main()',
  'a path from the baseUrl',
  'CommonJS with import = and export =',
];
