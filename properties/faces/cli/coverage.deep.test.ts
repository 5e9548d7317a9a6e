/**
 * Goal: `--coverage` lists the lines that no run reached, the same from the same seed. Method: the command line over handlers
 * with code that cannot run, in TypeScript and in CommonJS.
 */
import { afterAll, expect, it } from 'vitest';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const SHOP = `import * as restate from '@restatedev/restate-sdk';
import { price } from './price.ts';

export const shop = restate.object({
  name: 'Shop',
  handlers: {
    buy: async (ctx: restate.ObjectContext): Promise<number> => {
      ctx.set('sold', 1);
      return price('bread');
    },
    close: restate.handlers.object.exclusive(
      async (ctx: restate.ObjectContext): Promise<void> => {
        if ((await ctx.get<number>('sold')) === -1) {
          ctx.clearAll();

          console.log('closed');
        }
      },
    ),
  },
});
`;
const PRICE = `interface Price {
  readonly euro: number;
}

export function price(item: string): number {
  const { euro }: Price = item === 'gold' ? { euro: 100 } : { euro: 1 };
  if (euro > 50) {
    return 50;
  }
  return euro;
}

export const unused = (): void => {
  price('gold');
};
`;
const CART = `const restate = require('@restatedev/restate-sdk');
// A comment.
exports.cart = restate.service({
  name: 'Cart',
  handlers: {
    add: async () => {
      if (exports.cart.name === 'none') {
        throw new restate.TerminalError('no cart');
      }
    },
  },
});
`;

it('lists lines with their handlers in text, JSON and the report, byte for byte the same', () => {
  folder.write('src/shop.ts', SHOP);
  folder.write('src/price.ts', PRICE);
  folder.write('restate-sim.config.ts', 'export default { coverage: true, files: "src", seed: 7, runs: 12 };');
  const listed = `
lines that no run reached:
  src/price.ts:8, 14
  src/shop.ts:14-16 (Shop/close)
`;
  const first = folder.command('run', '--json', 'one.json', '--report', 'page.html');
  expect([first.status, first.error]).toEqual([0, '']);
  expect(first.out).toContain(listed);
  expect(first.out).toContain('config restate-sim.config.ts (coverage, files, seed, runs)');
  const { unreached } = JSON.parse(folder.read('one.json')) as { readonly unreached: unknown };
  expect(unreached).toEqual([
    { file: 'src/price.ts', from: 8, to: 8 },
    { file: 'src/price.ts', from: 14, to: 14 },
    { file: 'src/shop.ts', from: 14, to: 16, handler: 'Shop/close' },
  ]);
  expect(folder.read('page.html')).toContain('<li><code>src/shop.ts</code> (Shop/close): 14-16</li>');
  expect(folder.command('run', '--json', 'two.json').out).toContain(listed);
  const withoutWall = (name: string): string => folder.read(name).replace(/"wall": [^]*/, '');
  expect(withoutWall('two.json')).toBe(withoutWall('one.json'));
});

it('lists lines of CommonJS too', () => {
  folder.write('cart.cjs', CART);
  const { status, out } = folder.command('run', 'cart.cjs', '--no-config', '--coverage', '--seed', '7', '--runs', '5');
  expect({ status, out }).toEqual({ status: 0, out });
  expect(out).toContain('\nlines that no run reached:\n  cart.cjs:8 (Cart/add)\n\n');
});

it('is refused where it cannot count', () => {
  folder.write('src/shop.ts', SHOP);
  expect(folder.command('run', 'src/shop.ts', '--coverage', '--workers', '2')).toMatchObject({
    status: 3,
    error: 'restate-sim: --coverage counts what one thread runs; leave it out, or leave out --workers.',
  });
});
