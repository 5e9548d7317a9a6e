import crypto from 'node:crypto';
import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';
import { currentScope } from '../scope.ts';
import { after, patchClass, patchReading } from './patch-class.ts';
import { patchFunction, type Undo } from './patch.ts';
import { noteAmbient, noteUnrepeatable } from './remark.ts';

/**
 * Lets code read what no seed repeats and a simulation does not have: keys, measurements of the process and the machine, the
 * collector of garbage, contexts with clocks of their own. Records the line. What can be virtual is.
 */
export function watchUnrepeatable(): Undo {
  const undos = [
    ...watch('crypto', crypto, MAKING),
    ...watch('crypto.ECDH', prototypeOf(crypto.createECDH('prime256v1')), ['generateKeys']),
    ...watch('crypto.DiffieHellman', crypto.DiffieHellman.prototype, ['generateKeys']),
    ...watch('crypto.Sign', crypto.Sign.prototype, ['sign']),
    ...watch('process', process, ['memoryUsage', 'cpuUsage', 'threadCpuUsage', 'resourceUsage', 'availableMemory']),
    ...watch('v8', v8, ['getHeapStatistics', 'getHeapSpaceStatistics', 'getHeapSnapshot', 'writeHeapSnapshot']),
    ...watch('os', os, ['freemem', 'loadavg', 'uptime', 'cpus', 'networkInterfaces']),
    ...watch('vm', vm, ['createContext', 'runInNewContext']),
    ...watch('performance', PERFORMANCE, ['mark', 'measure', 'toJSON']),
    ...['WeakRef', 'FinalizationRegistry'].map((name) =>
      patchClass(
        globalThis,
        name,
        after(() => note(`new ${name}`)),
      ),
    ),
    patchReading(PERFORMANCE, 'timeOrigin', () => note('performance.timeOrigin')),
    patchReading(Event.prototype, 'timeStamp', () => note('Event.timeStamp')),
    patchReading(process, 'pid', () => note('process.pid')),
    patchReading(process, 'ppid', () => note('process.ppid')),
    patchUptime(),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;

const PERFORMANCE = prototypeOf(globalThis.performance);

/** Functions of `crypto` that make keys and signatures. */
const MAKING = ['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync', 'generatePrime'].concat(
  'generatePrimeSync',
  'encapsulate',
  'sign',
);

function note(what: string): void {
  const scope = currentScope();
  if (scope !== undefined) noteUnrepeatable(scope, what);
}

function watch(module: string, owner: object, names: readonly string[]): Undo[] {
  return names.map((name) =>
    patchFunction(owner, name, (original) => {
      return function (this: unknown, ...args: unknown[]) {
        note(`${module}.${name}`);
        return original.apply(this, args);
      };
    }),
  );
}

/** The time since the simulated process began, in seconds. */
function patchUptime(): Undo {
  return patchFunction(process, 'uptime', (original) => () => {
    const scope = currentScope();
    if (scope === undefined) return original.call(process);
    noteAmbient(scope, 'process.uptime');
    return scope.process.elapsed() / 1000;
  });
}
