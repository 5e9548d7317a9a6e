/**
 * Goal: what happens when modules are loaded again in a crash of the process is no surprise: a search that holds says nothing on
 * standard error, and one whose modules cannot be loaded twice ends, and says so. Method: services whose second load fails, or never ends.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, flat, node } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const counter = (atLoad: string): string => `import * as restate from '@restatedev/restate-sdk';
const loads = globalThis.loads = (globalThis.loads ?? 0) + 1;
${atLoad}
export const counter = restate.object({ name: 'Counter', handlers: { add: async (ctx) => { ctx.set('n', 1); await ctx.sleep(100); } } });
`;

function searched(name: string, atLoad: string, ...args: readonly string[]) {
  folder.write(name, counter(atLoad));
  return folder.command('run', name, '--seed', '1', '--runs', '20', ...args);
}

describe('modules that a crash loads again', () => {
  it('leave standard error empty where all goes well', () => {
    const code = "if (loads > 1) (await import('node:fs')).writeFileSync('loaded-again', '');";
    const { status, out, error } = searched('well.ts', code, '--runs', '40');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(flat(out)).not.toContain('reload');
    expect(existsSync(join(folder.path, 'loaded-again'))).toBe(true);
  });

  it('are loaded again where they neither export nor serve what they define', () => {
    folder.write('inner.ts', counter('').replace('export const counter', 'const counter'));
    const { status, out } = folder.command('run', 'inner.ts', '--seed', '1', '--runs', '40');
    expect(flat(out)).not.toContain('reload');
    expect(status).toBe(0);
  });

  it('stay where they fail the second time, and the verdict says so', () => {
    const { status, out, error } = searched('once.ts', "if (loads > 1) throw new Error('registered twice');");
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(flat(out)).toContain('never reached: a process crash that reloads the modules, because reloading fails:');
    expect(flat(out)).toContain('registered twice');
  });

  it('stay where the second load never ends, which is waited for once', () => {
    const { status, out, error } = searched('hangs.ts', 'if (loads > 1) await new Promise(() => {});');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(flat(out)).toContain('hangs.ts is not loaded again after 30 s: a top-level await has not resolved.');
  });

  it('do not outlast the budget of time', () => {
    const { status, out } = searched('late.ts', 'if (loads > 1) await new Promise(() => {});', '--time', '3s');
    expect(status).not.toBe(null);
    expect(flat(out)).not.toContain('is not loaded again');
  });

  it.each(['1', '2'])('are compiled again where the cache of the compiler lacks them: %s workers', (workers) => {
    const temporary = join(folder.path, `tmp-${workers}`);
    folder.write(`cached-${workers}.ts`, counter(''));
    folder.write(join(temporary, 'empty').slice(folder.path.length + 1), '');
    const args = [BIN, 'run', `cached-${workers}.ts`, '--seed', '1', '--runs', '20', '--workers', workers];
    const printed = (): string => {
      const { out } = node(args, { cwd: folder.path, env: { TMPDIR: temporary } });
      return out.replace(/ in [\d.]+ (s|ms)$/m, '');
    };
    const first = printed();
    expect(first).toContain('everything held');
    const cache = readdirSync(temporary).find((name) => name.startsWith('tsx-')) ?? '';
    const files = readdirSync(join(temporary, cache));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      rmSync(join(temporary, cache, file), { force: true });
      expect(printed()).toBe(first);
    }
  });
});
