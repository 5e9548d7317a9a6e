import type { Service, VirtualObject, Workflow } from '@restatedev/restate-sdk';
import type {
  Service as RequiredService,
  VirtualObject as RequiredObject,
  Workflow as RequiredWorkflow,
} from '@restatedev/restate-sdk' with { 'resolution-mode': 'require' };

/*
 * The SDK keeps the types of handlers in a type parameter that no member uses. Only an `infer` on the same type gets them back,
 * and in a CommonJS project the definitions have the types of the SDK's declarations for `require`. So both are tried.
 */

/** The handlers of a service definition; `unknown` for another kind of definition. */
export type ServiceHandlers<D> = Known<Service<D>, RequiredService<D>>;

/** The handlers of an object definition; `unknown` for another kind of definition. */
export type ObjectHandlers<D> = Known<VirtualObject<D>, RequiredObject<D>>;

/** The handlers of a workflow definition; `unknown` for another kind of definition. */
export type WorkflowHandlers<D> = Known<Workflow<D>, RequiredWorkflow<D>>;

/** The first type, unless it is unknown. */
export type Known<M, Otherwise> = unknown extends M ? Otherwise : M;
