import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import inspector from 'node:inspector';
import module from 'node:module';
import net from 'node:net';
import v8 from 'node:v8';
import workerThreads, { type Worker } from 'node:worker_threads';
import type { Wall } from '../../core/refused-calls.ts';
import { currentScope, outOfScope, outside } from '../scope.ts';
import { callAllowed, endsWith, isAllowed, noteAllowed } from './allowed.ts';
import { patchClass, type Making } from './patch-class.ts';
import { patchFunction, type Undo } from './patch.ts';
import { refusedCall } from './refused-call.ts';
import { noteStray } from './strays.ts';

/**
 * Refuses what else would take simulated code out of the simulation: other ways into the network, processes, threads, and
 * changes of the process that every run has in common.
 */
export function refuseLeaving(): Undo {
  const undos = [...networkWall(), ...processesWall(), ...processWall()];
  return () => {
    for (const undo of undos) undo();
  };
}

function networkWall(): Undo[] {
  const names = namesOf(dns.promises, /^(lookup|resolve|reverse)/);
  return [
    ...refuse('network', 'dgram', dgram, ['createSocket']),
    ...refuse('network', 'dgram.Socket', dgram.Socket.prototype, ['bind', 'connect', 'send']),
    ...refuse('network', 'net.Server', net.Server.prototype, ['listen']),
    ...refuse('network', 'dns', dns, names),
    ...refuse('network', 'dns.promises', dnsPromises, names),
    ...resolverPrototypes().flatMap((prototype) => refuse('network', 'dns.Resolver', prototype, names)),
    patchClass(globalThis, 'WebSocket', refusingNew('network', 'new WebSocket')),
    ...refuse('network', 'process', process, ['binding'], ([name]) => /_wrap$|^(spawn_sync|fs)$/.test(String(name))),
  ];
}

function processesWall(): Undo[] {
  return [
    ...refuse('processes', 'child_process', childProcess, namesOf(childProcess, /^(spawn|exec|fork)/)),
    // Also where code has kept one of the others from before the world.
    ...refuse('processes', 'child_process.ChildProcess', childProcess.ChildProcess.prototype, ['spawn']),
    ...refuse('processes', 'cluster', cluster, ['fork']),
    patchClass(workerThreads, 'Worker', refusingNew('threads', 'new worker_threads.Worker')),
    ...refuse('native', 'process', process, ['dlopen']),
    ...refuse('processes', 'process', process, ['kill'], ([, signal]) => signal !== 0),
  ];
}

function processWall(): Undo[] {
  const setters = namesOf(process, /^(set(e?uid|e?gid|groups)|initgroups)$/);
  return [
    ...refuse('process', 'process', process, [
      'chdir',
      'loadEnvFile',
      'setUncaughtExceptionCaptureCallback',
      ...setters,
    ]),
    ...refuse('process', 'process', process, ['umask'], (args) => args.length > 0),
    ...refuse('process', 'v8', v8, ['setFlagsFromString']),
    ...refuse('process', 'module', module, ['register', 'registerHooks']),
    ...refuse('process', 'inspector', inspector, ['open']),
  ];
}

function refuse(
  wall: Wall,
  of: string,
  owner: object,
  names: readonly string[],
  applies: (args: readonly unknown[]) => boolean = () => true,
): Undo[] {
  return names.map((name) =>
    patchFunction(owner, name, (original) => {
      // What a test has mocked leaves nothing.
      if ('mock' in original || 'restore' in original) return original;
      return function (this: unknown, ...args: unknown[]) {
        const scope = currentScope();
        if (scope === undefined) {
          if (wall !== 'process') noteStray(`${of}.${name}`, true, wall);
          return original.apply(this, args);
        }
        if (!applies(args)) return original.apply(this, args);
        const called = calledName(of, name, args);
        if (!isAllowed(scope, wall)) throw refusedCall(wall, called);
        noteAllowed(scope, wall, called);
        return LASTING.has(name) ? original.apply(this, args) : callAllowed(scope, called, original, this, args);
      };
    }),
  );
}

/** What they make goes on for as long as the process does, so the world does not wait for its end. */
const LASTING: ReadonlySet<string> = new Set(['createSocket', 'bind', 'listen', 'dlopen', 'binding', 'kill']);

function refusingNew(wall: Wall, what: string): Making {
  return (args, make) => {
    const scope = currentScope();
    if (scope === undefined) return make();
    if (isCompiler(args)) return outOfScope(make);
    if (!isAllowed(scope, wall)) throw refusedCall(wall, what);
    noteAllowed(scope, wall, what);
    // What a WebSocket does by itself takes real time.
    if (wall === 'network') return outside(make);
    const made = make();
    const events = ['message', 'error', 'exit'];
    if ('once' in made) endsWith(made as Worker, events, scope.ledger.beginOutside(what));
    return made;
  };
}

/**
 * Whether a thread compiles TypeScript: `tsx` starts it when a module that is loaded again is not in its cache on disk. What it
 * returns depends on its input only, so it is no way out, and whether it runs must not depend on that cache.
 */
function isCompiler([file]: readonly unknown[]): boolean {
  return /[\\/]esbuild[\\/]lib[\\/]main\.js$/.test(String(file));
}

function calledName(of: string, name: string, [first]: readonly unknown[]): string {
  return name === 'binding' ? `${of}.${name}('${String(first)}')` : `${of}.${name}`;
}

function namesOf(owner: object, pattern: RegExp): string[] {
  return Object.keys(owner).filter((name) => pattern.test(name));
}

/** The methods are on the class that both forms extend, or on each of them. */
function resolverPrototypes(): object[] {
  return [dns.Resolver, dnsPromises.Resolver]
    .flatMap(({ prototype }) => [prototype, Object.getPrototypeOf(prototype) as object])
    .filter((prototype) => prototype !== Object.prototype);
}
