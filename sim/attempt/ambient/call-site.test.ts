import { posix, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asSlashed } from '../../core/frames.ts';
import { locationIn, packageIn, relativeTo } from './call-site.ts';

const stackOf = (...frames: readonly string[]): string =>
  ['Error', ...frames.map((frame) => `    at ${frame}`)].join('\n');

describe('the line that a stack leads to', () => {
  const here = { folder: '/home/ann/my shop', own: 'file:///opt/tool/sim/' };

  it('is the first frame outside of the simulator, Node and packages', () => {
    const stack = stackOf(
      'callSite (file:///opt/tool/sim/attempt/remark.ts:3:4)',
      'FakeContext.run (/opt/tool/sim/attempt/context.ts:9:1)',
      'node:internal/process/task_queues:103:5',
      'wrap (/home/ann/my shop/node_modules/helper/index.js:1:2)',
      'async charge (/home/ann/my shop/src/pay (new)/charge.ts:31:7)',
      'handler (/home/ann/my shop/src/shop.ts:5:5)',
    );
    expect(locationIn(stack, here)).toBe('src/pay (new)/charge.ts:31:7');
  });

  it('is found in a frame without a name, in a URL, and in a module that is loaded again', () => {
    expect(locationIn(stackOf('file:///home/ann/my%20shop/a.ts?fresh=3:1:2'), here)).toBe('a.ts:1:2');
    expect(locationIn(stackOf('async /home/ann/my shop/b.ts:3:4'), here)).toBe('b.ts:3:4');
  });

  it('is relative to the folder, also on Windows, in either case of the drive letter', () => {
    const there = { folder: String.raw`c:\Users\ann\shop`, own: 'file:///C:/tool/sim/' };
    const stack = stackOf(
      String.raw`FakeContext.run (C:\tool\sim\attempt\context.ts:9:1)`,
      String.raw`handler (C:\Users\ann\shop\src\shop.ts:5:6)`,
    );
    expect(locationIn(stack, there)).toBe('src/shop.ts:5:6');
    expect(locationIn(stackOf('handler (file:///C:/Users/ann/shop/src/shop.ts:5:6)'), there)).toBe('src/shop.ts:5:6');
    expect(locationIn(stackOf(String.raw`handler (D:\other\deep\shop.ts:5:6)`), there)).toBe('…/deep/shop.ts:5:6');
  });

  it('is undefined when no frame is the user’s', () => {
    expect(
      locationIn(stackOf('run (/opt/tool/sim/a.ts:1:1)', 'eval (eval at x (y.js:1:1), <anonymous>:1:1)'), here),
    ).toBe(undefined);
  });
});

describe('the package that a stack leads to', () => {
  it('is the innermost code outside of the simulator, Node and the SDK, unless that is the user’s', () => {
    const user = 'handler (/home/ann/shop/src/shop.ts:5:5)';
    const logger = 'info (/home/ann/shop/node_modules/.pnpm/pino@10/node_modules/pino/lib/proto.js:3:1)';
    const ours = 'nowIn (/opt/tool/sim/attempt/clock.ts:9:1)';
    const scoped = 'tick (file:///home/ann/shop/node_modules/@acme/clock/index.js:1:1)';
    const sdk = 'run (/home/ann/shop/node_modules/@restatedev/restate-sdk/dist/a.js:1:1)';
    const named = (...frames: readonly string[]): string | undefined =>
      packageIn(stackOf(...frames), 'file:///opt/tool/sim/');
    expect(named(ours, 'node:internal/a:1:1', logger, user)).toBe('pino');
    expect(named(ours, scoped, user)).toBe('@acme/clock');
    expect(named(ours, user, logger)).toBe(undefined);
    expect(named(ours, sdk, user)).toBe(undefined);
  });
});

describe('a printed path', () => {
  it.each([
    ['posix', posix, '/home/ann/shop'],
    ['win32', win32, String.raw`C:\Users\ann\shop`],
  ] as const)('agrees with what Node makes of it (%s)', (_name, path, folder) => {
    for (const other of ['src/a.ts', '../lib/b.ts', '../../bob/c.ts']) {
      const whole = path.resolve(folder, other);
      expect(relativeTo(asSlashed(whole), asSlashed(folder))).toBe(path.relative(folder, whole).replaceAll('\\', '/'));
      const url = pathToFileURL(whole, { windows: path === win32 }).href;
      expect(asSlashed(url)).toBe(asSlashed(whole));
    }
  });

  it('does not show the folders of a machine', () => {
    expect(relativeTo('/var/lib/services/shop.ts', '/home/ann/shop/packages/tests')).toBe('…/services/shop.ts');
  });
});
