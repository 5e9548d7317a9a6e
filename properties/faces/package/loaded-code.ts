import { FAULT_OF_OURS, HELD, run, SDK, type EverydayCode } from './program.ts';

/** Programs whose services have to be found, and their handlers called. */
const loading: readonly EverydayCode[] = [
  {
    name: 'a path into a package without exports',
    files: {
      'node_modules/@shop/units/package.json': '{ "name": "@shop/units", "type": "module", "main": "all.js" }',
      'node_modules/@shop/units/all.js': '',
      'node_modules/@shop/units/cents.js': 'export const cents = (euros) => Math.round(euros * 100);',
      'app.ts': `${SDK}import { cents } from '@shop/units/cents';
export const till = restate.service({
  name: 'Till',
  handlers: { total: async (ctx: restate.Context) => ctx.run('sum', () => cents(1.5)) },
});`,
    },
    command: run(),
    status: 0,
    says: [HELD],
  },
  {
    name: 'imports from the baseUrl of a tsconfig',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
      'src/prices/list.ts': 'export const price = (): number => 3;',
      'src/main.ts': `${SDK}import { price } from 'src/prices/list';
export const shop = restate.service({
  name: 'Shop',
  handlers: { price: async (ctx: restate.Context) => ctx.run('look up', price) },
});`,
    },
    command: run('src/main.ts'),
    status: 0,
    says: [HELD],
  },
  {
    name: 'a file that waits until its server listens',
    files: {
      'app.ts': `import { createServer } from 'node:http2';
${SDK}const clock = restate.service({
  name: 'Bell',
  handlers: { ring: async (ctx: restate.Context) => ctx.run('ring', () => 'rang') },
});
const server = createServer(restate.createEndpointHandler({ services: [clock] }));
await new Promise<void>((resolve) => server.listen(9080, () => resolve()));
console.log('the bell listens');`,
    },
    command: run(),
    status: 0,
    says: [HELD],
    neverSays: ['the bell listens'],
  },
  {
    name: 'generator functions without input',
    files: {
      'app.ts': `import { object, run, state } from '@restatedev/restate-sdk-gen';
export const tally = object({
  name: 'Tally',
  handlers: {
    *up() {
      const own = state<{ total: number }>();
      const total = ((yield* own.get('total')) ?? 0) + 1;
      own.set('total', total);
      return yield* run(async () => total, { name: 'show' });
    },
    *clear() {
      state<{ total: number }>().clear('total');
    },
  },
});`,
    },
    command: run(),
    status: 0,
    says: [HELD, 'Tally/up', 'Tally/clear'],
  },
];

const deriving: readonly EverydayCode[] = [
  {
    name: 'a library that makes services of classes, and serves them',
    files: {
      'node_modules/class-serve/package.json': '{ "name": "class-serve", "type": "module", "exports": "./index.js" }',
      'node_modules/class-serve/index.js': `import * as restate from '@restatedev/restate-sdk';
export const start = (...classes) => restate.serve({
  services: classes.map((Class) => {
    const made = new Class();
    const names = Object.getOwnPropertyNames(Class.prototype).filter((name) => name !== 'constructor');
    const handlers = Object.fromEntries(names.map((name) => [name, (ctx, input) => made[name](ctx, input)]));
    return restate.service({ name: Class.name, handlers });
  }),
});`,
      'app.ts': `import type * as restate from '@restatedev/restate-sdk';
import { start } from 'class-serve';
class Porter {
  async carry(ctx: restate.Context, bags: number): Promise<number> {
    return ctx.run('carry', () => bags);
  }
}
await start(Porter);`,
      'app.hints.json': '{ "examples": { "Porter/carry": [1, 2] } }',
    },
    command: run(),
    status: 0,
    says: [HELD, 'Porter/carry 2 examples'],
  },
  {
    name: 'a handler that is never called',
    files: {
      'app.ts': `${SDK}export const desk = restate.object({
  name: 'Desk',
  handlers: {
    open: async (ctx: restate.ObjectContext) => ctx.get<string>('open'),
    book: async (_ctx: restate.ObjectContext, guest: any): Promise<void> => {
      throw new Error(\`no room for \${guest.name}\`);
    },
  },
});`,
    },
    command: run(),
    status: 2,
    says: ['not exercised (1 of 2 handlers was never called)', 'Desk/book: its input is unknown: its type is any'],
    neverSays: ['everything held'],
  },
  {
    name: 'a handler whose input only a type describes',
    files: {
      'app.ts': `${SDK}export const desk = restate.object({
  name: 'Desk',
  handlers: {
    open: async (ctx: restate.ObjectContext) => ctx.get<string>('open'),
    book: async (_ctx: restate.ObjectContext, guest: { name: string }): Promise<void> => {
      throw new Error(\`no room for \${guest.name}\`);
    },
  },
});`,
    },
    command: run(),
    status: 1,
    says: ['Desk/book inputs that fit its type', 'Poison message: book of Desk/a'],
    neverSays: [FAULT_OF_OURS, 'never called'],
  },
  {
    name: 'a cancelled handler that keeps what others wait for',
    files: {
      'app.ts': `${SDK}type Own = { free: boolean; queue: string[] };
export const lane = restate.object({
  name: 'Lane',
  handlers: {
    take: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: restate.ObjectContext<Own>, id: string) => {
      const queue = [...((await ctx.get('queue')) ?? []), id];
      pass(ctx, queue, (await ctx.get('free')) ?? true);
    }),
    give: restate.handlers.object.exclusive({ ingressPrivate: true }, async (ctx: restate.ObjectContext<Own>) => {
      pass(ctx, (await ctx.get('queue')) ?? [], true);
    }),
  },
});
function pass(ctx: restate.ObjectContext<Own>, queue: string[], free: boolean): void {
  const next = free ? queue.shift() : undefined;
  if (next !== undefined) ctx.resolveAwakeable(next);
  ctx.set('free', free && next === undefined);
  ctx.set('queue', queue);
}
export const swimmer = restate.service({
  name: 'Swimmer',
  handlers: {
    swim: async (ctx: restate.Context): Promise<void> => {
      const { id, promise } = ctx.awakeable<void>();
      const own = ctx.objectClient<typeof lane>({ name: 'Lane' }, 'first');
      await own.take(id);
      await promise;
      await ctx.run('swim', () => 'done');
      await own.give();
    },
  },
});`,
    },
    command: run('app.ts', '300'),
    status: 1,
    says: ['Swimmer/swim', 'waits forever for an awakeable', 'was cancelled'],
    neverSays: [FAULT_OF_OURS],
  },
];

export const LOADED_CODE: readonly EverydayCode[] = [...loading, ...deriving];
