import type { Outcome } from '../../journal/outcome.ts';
import type { InvokeRequest } from '../acceptance.ts';
import type { IngressResponse } from './request.ts';
import type { OutputRules } from './responses.ts';

/** What a request means, before it is applied to the state of the server. */
export type Action =
  | { readonly type: 'answer'; readonly response: IngressResponse }
  | {
      readonly type: 'invoke';
      readonly send: boolean;
      readonly delayMs: number | undefined;
      readonly request: Omit<InvokeRequest, 'executeAtMs' | 'waiter'>;
      /** Those of the latest revision when the request is read. */
      readonly output: OutputRules;
    }
  | { readonly type: 'attach' | 'output' | 'status'; readonly id: string }
  | { readonly type: 'signal'; readonly invocation: string; readonly index: number; readonly result: Outcome };
