import crypto from 'node:crypto';

/** What a built-in object had when the watch began. */
interface Kept {
  readonly name: string;
  readonly owner: object;
  readonly keys: readonly PropertyKey[];
  readonly values: readonly unknown[];
}

/**
 * Finds what code has changed in the built-in objects of the language and in the properties of `globalThis`: later runs in the
 * same process see it, and so does code outside of simulations.
 */
export class ChangedGlobals {
  readonly #kept: readonly Kept[];
  readonly #globals: ReadonlySet<PropertyKey>;
  readonly #title = process.title;

  constructor() {
    this.#globals = new Set(Object.getOwnPropertyNames(globalThis));
    this.#kept = [kept('globalThis', globalThis, GLOBALS), ...watched().map(([name, owner]) => kept(name, owner))];
  }

  /** @returns the names of what has changed since, such as `Date.now`, in order */
  changes(): string[] {
    const found = this.#kept.flatMap(changesIn);
    if (process.title !== this.#title) found.push('process.title');
    for (const name of Object.getOwnPropertyNames(globalThis))
      if (!this.#globals.has(name) && !GLOBALS.includes(name)) found.push(`globalThis.${name}`);
    return found.sort();
  }
}

const CLASSES = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Promise',
  'Map',
  'Set',
].concat('WeakMap', 'WeakSet', 'Error', 'RegExp', 'Date', 'URL');
const NAMESPACES = ['Math', 'JSON', 'Reflect'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];
/** Globals whose value is watched. Others are made by Node when they are first read. */
const GLOBALS: readonly string[] = [...CLASSES, ...NAMESPACES, ...TIMERS, 'queueMicrotask', 'structuredClone'];

/** The settings of stacks, which harm none of ours. */
const FREE: readonly PropertyKey[] = ['stackTraceLimit', 'prepareStackTrace'];

function watched(): (readonly [name: string, owner: object])[] {
  const globals = globalThis as unknown as Record<string, { readonly prototype: object }>;
  const owners = [...CLASSES, ...NAMESPACES].flatMap((name) => {
    const owner = globals[name];
    if (owner === undefined) return [];
    const own = [[name, owner] as const];
    return CLASSES.includes(name) ? [...own, [`${name}.prototype`, owner.prototype] as const] : own;
  });
  return [...owners, ['crypto', crypto]];
}

function kept(name: string, owner: object, only?: readonly string[]): Kept {
  const keys = (only ?? Reflect.ownKeys(owner)).filter((key) => !FREE.includes(key));
  return { name, owner, keys, values: keys.map((key) => valueOf(owner, key)) };
}

function changesIn({ name, owner, keys, values }: Kept): string[] {
  const changed = keys.filter((key, index) => !Object.is(valueOf(owner, key), values[index]));
  const added = name === 'globalThis' ? [] : Reflect.ownKeys(owner).filter((key) => !keys.includes(key));
  return [...changed, ...added.filter((key) => !FREE.includes(key))].map((key) => named(name, key));
}

/** Of an accessor, its getter: reading could run code. Our own accessors of globals are read: they give what is set. */
function valueOf(owner: object, key: PropertyKey): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  // oxlint-disable-next-line typescript/unbound-method -- it is only compared
  return owner === globalThis ? (owner as Record<PropertyKey, unknown>)[key] : (descriptor?.get ?? descriptor?.value);
}

function named(name: string, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${name}[${key.description ?? 'symbol'}]` : `${name}.${String(key)}`;
}
