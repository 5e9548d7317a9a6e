import type { Request } from '@restatedev/restate-sdk';
import { invariant } from '../../core/errors.ts';
import type { BoundHandler } from '../definition.ts';
import { currentScope, inScope } from '../scope.ts';
import type { Ledger } from '../scope.ts';
import { jsonSerde } from '../serde.ts';
import { wrapperOf } from '../sdk-shape.ts';
import { SdkAttempt } from './attempt.ts';
import { asSdkContext } from './sdk-context.ts';

/**
 * Makes a definition with one handler, the user's, by the SDK's public functions and with the options that matter to an
 * attempt. Its body enters the scope of the attempt and passes the context to it before it calls the user's handler.
 */
export function definitionFor(handler: BoundHandler): object {
  const { service: name, sdk, options, defaultSerde } = handler;
  const restate = sdk.exports;
  const common = {
    // Byte for byte the same, and it reports what JSON cannot represent.
    serde: defaultSerde === restate.serde.json ? jsonSerde : defaultSerde,
    ...(handler.asTerminalError === undefined ? {} : { asTerminalError: noting(handler.asTerminalError) }),
    ...(handler.hooks.length === 0 ? {} : { hooks: hooksOf(handler) }),
    explicitCancellation: options.explicitCancellation,
    onJournalMismatchErrors: options.onJournalMismatchErrors,
  } as never;
  const body = (): Promise<never> => Promise.reject(new Error('The body of a generated handler never runs.'));
  let definition: object;
  let made: unknown;
  switch (handler.kind) {
    case 'SERVICE':
      made = restate.handlers.handler(common, body);
      definition = restate.service({ name, handlers: { [handler.name]: made as never } });
      break;
    case 'EXCLUSIVE':
      made = restate.handlers.object.exclusive(common, body);
      definition = restate.object({ name, handlers: { [handler.name]: made as never } });
      break;
    case 'SHARED':
      made = restate.handlers.object.shared(common, body);
      definition = restate.object({ name, handlers: { [handler.name]: made as never } });
      break;
    case 'WORKFLOW':
      made = restate.handlers.workflow.workflow(common, body);
      definition = restate.workflow({ name, handlers: { run: made as never } });
  }
  const wrapper = wrapperOf(made);
  invariant(wrapper !== undefined, () => `The handler ${name}/${handler.name} could not be rebuilt.`);
  wrapper.invoke = (context, input) => {
    const known = asSdkContext(context, sdk.version);
    const attempt = attemptOf(known.request());
    attempt.attach(known);
    const running = inScope(attempt.scope, () => handler.invoke(context, input));
    const { noteLine } = attempt.setup.process;
    if (noteLine !== undefined) running.catch((error: unknown) => noteLine(undefined, error));
    return running;
  };
  return definition;
}

type ErrorMapper = NonNullable<BoundHandler['asTerminalError']>;

/** When it throws for an error of the handler itself, and not of a run, the SDK gives up without a word. */
function noting(mapper: ErrorMapper): ErrorMapper {
  return (error) => {
    try {
      return mapper(error);
    } catch (thrown) {
      const scope = currentScope();
      if (scope !== undefined && scope.insideRun === undefined) byLedger.get(scope.ledger)?.broke();
      throw thrown;
    }
  };
}

interface Hooks {
  readonly interceptor?: {
    readonly handler?: (next: () => Promise<void>) => Promise<void>;
    readonly run?: unknown;
  };
}

/** The user's hooks, called in the scope of the attempt. Those of runs are in the scope of their closure already. */
function hooksOf(handler: BoundHandler): ((context: { readonly request: Request }) => Hooks)[] {
  return handler.hooks.map((provider) => (context) => {
    const { scope } = attemptOf(context.request);
    const hooks = inScope(scope, () => (provider as (context: unknown) => Hooks)(context));
    const around = hooks.interceptor?.handler;
    if (around === undefined) return hooks;
    // Called without a receiver, as the SDK does.
    const handler = (next: () => Promise<void>): Promise<void> =>
      inScope(scope, () => Reflect.apply(around, undefined, [next]));
    return { interceptor: { handler, run: hooks.interceptor?.run } };
  });
}

const attempts = new WeakMap<Request, SdkAttempt>();
const byLedger = new WeakMap<Ledger, SdkAttempt>();

/** The attempt is among the extra arguments until the first call, which happens before any user code runs. */
function attemptOf(request: Request): SdkAttempt {
  const known = attempts.get(request);
  if (known !== undefined) return known;
  const [attempt] = request.extraArgs.splice(0);
  invariant(attempt instanceof SdkAttempt, () => 'A handler was called from outside of its engine.');
  attempts.set(request, attempt);
  byLedger.set(attempt.scope.ledger, attempt);
  attempt.adjustRequest(request);
  return attempt;
}
