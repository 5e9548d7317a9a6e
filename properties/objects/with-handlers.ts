import * as restate from '@restatedev/restate-sdk';

/** A handler of a broken variant. Its types are those of the handler it replaces, which the simulator does not need. */
type Handler = (ctx: restate.ObjectContext, input: never) => Promise<unknown>;
type SdkHandler = restate.ObjectHandler<Handler, restate.ObjectContext>;

/**
 * A virtual object in which some handlers are replaced. The smaller the planted bug, the more its detection shows about an
 * invariant.
 */
export function withHandlers(
  definition: { readonly name: string },
  variants: Readonly<Record<string, Handler>>,
): { readonly name: string } {
  // The SDK keeps the handlers of a definition in `object`, and hides that from the definition's type.
  const { object } = definition as unknown as { readonly object: Record<string, SdkHandler> };
  return restate.object({
    name: definition.name,
    handlers: { ...object, ...(variants as Readonly<Record<string, SdkHandler>>) },
  });
}

/** The same for a handler that runs concurrently with the holder of the lock. */
export function shared(handler: (ctx: restate.ObjectSharedContext, input: never) => Promise<unknown>): Handler {
  return restate.handlers.object.shared(handler);
}
