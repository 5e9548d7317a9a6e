import type { BoundHandler } from './definition.ts';
import type { MisuseKind, Remark } from './remark.ts';
import { currentScope } from './scope.ts';

/** A promise of the context that an engine drives. */
export interface DrivenPromise {
  /** What is still missing; null when nothing is. */
  unresolvedFuture(): unknown;
}

/** A promise of a run or a call, which the handler must await. */
export interface WatchedPromise {
  /** Whether any code has awaited it. */
  readonly isAwaited: boolean;
}

/** The code that uses the context. */
export interface UsingCode {
  /** How many run closures of it execute. */
  readonly executing: number;
  /** Whether its attempt has ended under it. */
  readonly isAborted: boolean;
}

/**
 * Watches how the handler of one attempt uses its context, and reports misuse. Both engines report the same: what counts is
 * the code of the handler, not what runs it.
 */
export class ContextUses {
  readonly #handler: BoundHandler;
  readonly #code: UsingCode;
  readonly #remark: (remark: Remark) => void;
  /** The promise that was awaited last, as long as it is being driven. */
  #latest: DrivenPromise | undefined;
  #branchesNoted = false;
  #calls: { readonly name: string; readonly promise: WatchedPromise }[] | undefined;
  #runs: { readonly name: string; readonly promise: WatchedPromise }[] | undefined;
  #isOver = false;
  #hasFailed = false;

  constructor(handler: BoundHandler, code: UsingCode, remark: (remark: Remark) => void) {
    this.#handler = handler;
    this.#code = code;
    this.#remark = remark;
  }

  /** Reports a misuse of any kind, unless the attempt has ended: what its code does then has no effect. */
  misuse(what: MisuseKind, text: string): void {
    const hasNoEffect = (this.#isOver || this.#hasFailed) && (what === 'malformed-failure' || what === 'not-bytes');
    if (!this.#code.isAborted && !hasNoEffect) this.#remark({ type: 'misuse', what, text });
  }

  /** A member of the context is used. @param what its name, such as `get` */
  note(what: string): void {
    if (this.#code.executing > 0 && currentScope()?.insideRun !== undefined) {
      this.misuse(
        'context-in-run',
        `ctx.${what} is used inside a ctx.run closure: it is not part of what is recorded.`,
      );
    }
    if (this.#isOver) this.misuse('context-after-end', `ctx.${what} is used after the handler has ended.`);
  }

  /** State is written. @param what the member of the context, such as `set` */
  noteWrite(what: string): void {
    this.note(what);
    const { kind, name } = this.#handler;
    if (kind === 'SHARED') {
      this.misuse('write-in-shared', `ctx.${what} is used in the shared handler '${name}'; the server refuses it.`);
    } else if (kind === 'SERVICE') {
      this.misuse('state-in-service', `ctx.${what} is used in '${name}', but a service has no state.`);
    }
  }

  /** `ctx.promise` is called. */
  notePromise(name: string): void {
    if (this.#handler.kind === 'SERVICE')
      this.misuse('state-in-service', `ctx.promise('${name}') is used in a service.`);
  }

  /** `ctx.run` is called with these arguments. */
  noteRun(first: unknown, second: unknown): void {
    this.note('run');
    const [closure, name] = typeof first === 'string' ? [second, `'${first}'`] : [first, ''];
    if (typeof closure !== 'function') {
      this.misuse('bad-argument', `ctx.run(${name}) needs a function to run, but got ${typeof closure}.`);
    } else if (name === '' && second !== undefined) {
      this.misuse('bad-argument', 'ctx.run takes options only after a name and a function.');
    }
  }

  /** Code begins to await a promise: another one without a result is a concurrent branch outside a combinator. */
  begin(promise: DrivenPromise): void {
    const other = this.#latest;
    this.#latest = promise;
    if (other === undefined || this.#branchesNoted || this.#code.isAborted || other.unresolvedFuture() === null) return;
    this.#branchesNoted = true;
    this.misuse(
      'concurrent-branches',
      'Branches of the handler await the context concurrently, outside a combinator of the SDK.',
    );
  }

  /** A promise is not driven any more. */
  done(promise: DrivenPromise): void {
    if (this.#latest === promise) this.#latest = undefined;
  }

  /** Two awaits are blocked at the same time. */
  noteSecondBlock(): void {
    this.misuse(
      'concurrent-await',
      'Two awaits of the context are blocked at the same time. Combine them with RestatePromise.all, race, any or ' +
        'allSettled (the error of the SDK is "awaitNext already pending").',
    );
  }

  /** Remembers a run, to report at the end whether the handler awaited it. */
  watchRun(name: string, promise: WatchedPromise): void {
    this.#runs ??= [];
    this.#runs.push({ name, promise });
  }

  /** Remembers a call, to report at the end whether the handler awaited it. */
  watchCall(name: string, promise: WatchedPromise): void {
    this.#calls ??= [];
    this.#calls.push({ name, promise });
  }

  /** The handler threw an error that is not terminal: the state machine takes nothing more from its other branches. */
  fail(): void {
    this.#hasFailed = true;
  }

  /**
   * The output of the handler was written: every further use of the context comes too late.
   * @param failed whether the handler threw a terminal error, as a cancelled one does: what it would have awaited later is
   *   unknown
   */
  end(failed: boolean): void {
    this.#isOver = true;
    if (failed) return;
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
