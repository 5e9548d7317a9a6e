import type { BoundHandler } from '../../../sim/attempt/definition.ts';
import { readDefinitions } from '../../../sim/attempt/read-definition.ts';
import { sdkOf } from '../../../sim/attempt/sdk-shape.ts';
import { UsageError } from '../../../sim/core/errors.ts';
import type { Target } from '../../../sim/journal/command.ts';
import type { Outside } from '../conformance/outside.ts';
import { conformanceServices } from '../conformance/services.ts';

/** An outside world in which nothing happens: what a program did there is not in its journal. */
export const NOTHING_OUTSIDE: Outside = {
  log: () => {},
  count: () => 1,
  wait: () => Promise.resolve(),
  crash: () => new Promise(() => {}),
};

/** @returns the handler that a journal is of. @throws {UsageError} when there is none */
export function handlerOf({ service, handler }: Target): BoundHandler {
  const definitions = conformanceServices(NOTHING_OUTSIDE);
  const found = readDefinitions(definitions, sdkOf(definitions)).get(service)?.handlers.get(handler);
  if (found !== undefined) return found;
  throw new UsageError(
    'HANDLER_NOT_FOUND',
    `The journal is of ${service}/${handler}, which none of the services here has.`,
  );
}
