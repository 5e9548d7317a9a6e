import { Session, type Profiler, type Runtime } from 'node:inspector';

/** Where a function begins in a script: line and column from 0. */
export interface ScriptPlace {
  readonly scriptId: string;
  readonly line: number;
  readonly column: number;
}

/** Counts, in this thread, which code runs: V8's precise coverage of blocks. All code runs slower from its start on. */
export class PreciseCoverage {
  readonly #session = new Session();

  /** Starts. What was loaded before is not counted. */
  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    // With counts, V8 keeps what it knows of a function that it collects.
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Ends. @returns the scripts that were loaded since the start, with the counts of their blocks */
  end(): readonly Profiler.ScriptCoverage[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      scripts = answer.result;
    });
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
    return scripts;
  }

  /** @returns where the code of a function is; undefined for one that is bound or native */
  placeOf(own: object): ScriptPlace | undefined {
    const holder = globalThis as Record<symbol, unknown>;
    holder[KEY] = own;
    let found: ScriptPlace | undefined;
    this.#session.post(
      'Runtime.evaluate',
      { expression: `globalThis[Symbol.for('${KEY.description}')]` },
      (_, answer) => {
        const { objectId } = answer.result;
        if (objectId !== undefined) found = this.#placeOf(objectId);
      },
    );
    Reflect.deleteProperty(holder, KEY);
    return found;
  }

  #placeOf(objectId: string): ScriptPlace | undefined {
    let found: ScriptPlace | undefined;
    this.#session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, answer) => {
      const location = answer.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
      found = placeIn(location?.value);
    });
    return found;
  }
}

const KEY = Symbol.for('restate-sim.function');

function placeIn(location: Runtime.RemoteObject | undefined): ScriptPlace | undefined {
  const {
    scriptId,
    lineNumber: line,
    columnNumber: column,
  } = (location?.value ?? {}) as Partial<{
    scriptId: string;
    lineNumber: number;
    columnNumber: number;
  }>;
  return scriptId === undefined || line === undefined || column === undefined ? undefined : { scriptId, line, column };
}
