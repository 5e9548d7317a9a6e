import { harmless, noticed, refused, type Row } from '../row.ts';

const SAME_REALM = 'its code gets the same globals';
const WASM = 'new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])';

/** Code that a handler makes or loads. */
export const CODE: readonly Row[] = [
  harmless('`eval`', "(0, eval)('1 + 1')", SAME_REALM),
  harmless('`new Function`', "new Function('return 1')()", SAME_REALM),
  harmless('`vm.runInThisContext`', "vm.runInThisContext('1')", SAME_REALM),
  noticed('`vm.runInNewContext`', "vm.runInNewContext('Date.now()')", 'vm.runInNewContext'),
  noticed('`vm.createContext`', 'vm.createContext({})', 'vm.createContext'),
  harmless(
    '`import()` of a module',
    "await import('node:url')",
    'a module is loaded once, and crashes of the process load it again',
  ),
  harmless(
    '`require` of a module',
    "module.createRequire(import.meta.url)('node:url')",
    'a module is loaded once, and crashes of the process load it again',
  ),
  refused('a native module', "process.dlopen({ exports: {} } as never, '/none.node')", 'process.dlopen is called'),
  refused('`module.registerHooks`', 'module.registerHooks({})', 'module.registerHooks is called'),
  refused('`module.register`', "module.register('data:text/javascript,')", 'module.register is called'),
  harmless(
    '`WebAssembly.Module`',
    `new WebAssembly.Instance(new WebAssembly.Module(${WASM}))`,
    'a function of its input; time and random numbers come in only by imports',
  ),
  noticed('`WebAssembly.instantiate`', `await WebAssembly.instantiate(${WASM})`, 'WebAssembly.instantiate does real'),
  refused('`inspector.open`', 'inspector.open(0)', 'inspector.open is called'),
  harmless('`diagnostics_channel`', "diagnostics_channel.channel('x').publish({})", 'its subscribers run at once'),
  harmless('`async_hooks.createHook`', 'async_hooks.createHook({}).enable().disable()', 'it observes'),
];
