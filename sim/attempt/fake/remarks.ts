import type { AttemptHost } from '../attempt.ts';
import type { MisuseKind } from '../remark.ts';
import { currentScope } from '../scope.ts';
import type { Closures } from './closures.ts';
import type { Vm } from './vm.ts';

interface Watched {
  readonly name: string;
  readonly promise: { readonly isAwaited: boolean };
}

/** What one attempt reports about the code of its handler: lines of its log, and ways to misuse the context. */
export class Remarks {
  readonly #vm: Vm;
  readonly #host: AttemptHost;
  readonly #closures: Closures;
  #calls: Watched[] | undefined;
  #runs: Watched[] | undefined;
  #isOver = false;

  constructor(vm: Vm, host: AttemptHost, closures: Closures) {
    this.#vm = vm;
    this.#host = host;
    this.#closures = closures;
  }

  log(level: string, text: string): void {
    this.#host.remark({ type: 'log', level, text, replaying: !this.#vm.isProcessing });
  }

  misuse(what: MisuseKind, text: string): void {
    this.#host.remark({ type: 'misuse', what, text, entry: this.#vm.commandIndex });
  }

  /** Every use of the context comes here first. @param what the member of the context, such as `get` */
  noteUse(what: string): void {
    if (this.#closures.executing > 0 && currentScope()?.insideRun !== undefined) {
      this.misuse(
        'context-in-run',
        `ctx.${what} is used inside a ctx.run closure: it is not part of what is recorded.`,
      );
    }
    if (this.#isOver) this.misuse('context-after-end', `ctx.${what} is used after the handler has ended.`);
  }

  /** Remembers a run, to report at the end whether the handler awaited it. */
  watchRun(name: string, promise: Watched['promise']): void {
    this.#runs ??= [];
    this.#runs.push({ name, promise });
  }

  /** Remembers a call, to report at the end whether the handler awaited it. */
  watchCall(name: string, promise: Watched['promise']): void {
    this.#calls ??= [];
    this.#calls.push({ name, promise });
  }

  /** From here on every use of the context comes too late. */
  end(): void {
    this.#isOver = true;
  }

  /** Reports the runs and calls that the handler has never awaited. */
  noteUnawaited(): void {
    for (const { name, promise } of this.#runs ?? []) {
      if (!promise.isAwaited)
        this.misuse('unawaited-run', `ctx.run('${name}') was never awaited, so its closure never ran.`);
    }
    for (const { name, promise } of this.#calls ?? []) {
      if (!promise.isAwaited)
        this.misuse('unawaited-call', `The call of ${name} was never awaited; a send says so better.`);
    }
  }
}
