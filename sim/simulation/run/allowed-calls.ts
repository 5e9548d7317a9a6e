import { ALLOWANCES, type Allowance } from '../../core/allowances.ts';
import type { TraceEvent } from '../../trace/event.ts';

/** A call to what is real, by code that may make it. */
export interface AllowedCall {
  readonly kind: Allowance;
  /** The call and its line, such as `fetch (GET https://example.com/) at src/rates.ts:4:9`. */
  readonly call: string;
}

/** @returns the first call of each kind by each attempt */
export function allowedIn(events: readonly TraceEvent[]): readonly AllowedCall[] {
  return events.flatMap((event) => {
    const kind = event.type === 'remark' ? KINDS.get(event.what) : undefined;
    return kind === undefined || event.type !== 'remark' ? [] : [{ kind, call: event.text }];
  });
}

const KINDS: ReadonlyMap<string, Allowance> = new Map(ALLOWANCES.map((kind) => [`allowed ${kind}`, kind]));
