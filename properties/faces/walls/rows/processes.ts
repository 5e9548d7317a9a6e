import { harmless, noticed, refused, type Row } from '../row.ts';

const ENDS = 'The service process ends there';
const NODE = "process.execPath, ['-e', '0']";

/** Ways to other processes and threads, and to the process of the search itself. */
export const PROCESSES: readonly Row[] = [
  refused('`child_process.spawn`', `child_process.spawn(${NODE})`, 'child_process.spawn is called'),
  refused('`child_process.exec`', "child_process.exec('true')", 'child_process.exec is called'),
  refused('`child_process.execFile`', "child_process.execFile('true')", 'child_process.execFile is called'),
  refused('`child_process.fork`', "child_process.fork('none.js')", 'child_process.fork is called'),
  refused('`child_process.spawnSync`', `child_process.spawnSync(${NODE})`, 'child_process.spawnSync is called'),
  refused('`child_process.execSync`', "child_process.execSync('true')", 'child_process.execSync is called'),
  refused('`child_process.execFileSync`', "child_process.execFileSync('true')", 'child_process.execFileSync is called'),
  refused('`util.promisify(exec)`, made before the world', "await early('true')", 'child_process', {
    module: 'const early = util.promisify(child_process.exec);',
  }),
  refused('`new Worker`', "new worker_threads.Worker('0', { eval: true })", 'new worker_threads.Worker is called'),
  refused('`cluster.fork`', 'cluster.fork()', 'cluster.fork is called'),
  noticed('`process.exit`', 'process.exit(0)', ENDS),
  noticed('`process.reallyExit`', '(process as unknown as { reallyExit(code: number): void }).reallyExit(0)', ENDS),
  noticed('`process.abort`', 'process.abort()', ENDS),
  noticed('`process.kill` of the process itself', "process.kill(process.pid, 'SIGKILL')", ENDS),
  refused('`process.kill` of another process', "process.kill(999_999_999, 'SIGTERM')", 'process.kill is called'),
  harmless('`process.exitCode = 0`', 'process.exitCode = 0', 'the command sets its own exit status'),
  noticed('an error in a timer', "setTimeout(() => { throw new Error('late'); }, 1); await ctx.sleep(5)", ENDS),
  noticed(
    'an error in `process.nextTick`',
    "process.nextTick(() => { throw new Error('late'); }); await ctx.sleep(5)",
    ENDS,
  ),
  noticed('a rejection that no code handles', "void Promise.reject(new Error('late')); await ctx.sleep(5)", ENDS),
  noticed("`process.on('SIGTERM', ...)`", "process.on('SIGTERM', () => {})", 'process.on'),
  noticed(
    "`process.removeAllListeners('SIGINT')`",
    "process.removeAllListeners('SIGUSR2')",
    'process.removeAllListeners',
  ),
];
