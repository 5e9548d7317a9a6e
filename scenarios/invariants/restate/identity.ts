import { rule, type Result } from './rule.ts';

/** A workflow runs once for each key; a second request for `run` is refused. */
export const workflowsRunOnce = rule('a workflow runs once', (history) => {
  const calls = new Set<string>();
  /** Calls of a workflow that has run before, so that they must be refused. */
  const late = new Set<string>();
  const workflows = new Set<string>();
  return {
    see: (event) => {
      if (event.type === 'invocation created' && event.kind === 'WORKFLOW')
        workflows.add(`${event.target.service}/${event.target.handler}`);
      if (event.type === 'operation' && event.kind === 'call') {
        calls.add(event.operation);
        const { service, handler } = event.target;
        if (workflows.has(`${service}/${handler}`)) late.add(event.operation);
      }
      if (event.type === 'answer' && event.status === 200 && late.has(event.operation)) {
        if (history.created.has(event.operation)) return undefined;
        return { invocation: event.operation, wrong: 'requests a second run, and gets the result of the first' };
      }
      if (event.type !== 'invocation found' || !calls.has(event.by)) return undefined;
      if (history.created.get(event.invocation)?.kind !== 'WORKFLOW') return undefined;
      if (event.how === 'refused') return 'fine';
      return { invocation: event.invocation, wrong: `is not refused to ${event.by}, which requests a second run` };
    },
  };
});

/**
 * Requests with one idempotency key are one invocation, for as long as it is retained.
 * @param isIdempotent whether all requests for a handler have the same key
 */
export const oneForEachKey = (isIdempotent: (handler: string) => boolean) =>
  rule('one idempotency key is one invocation', (history) => {
    const known = new Map<string, string>();
    return {
      see: (event) => {
        if (event.type === 'invocation created') {
          const { service, handler, key } = event.target;
          if (!isIdempotent(`${service}/${handler}`)) return undefined;
          const name = `${service}/${key}/${handler}`;
          const before = known.get(name);
          known.set(name, event.invocation);
          return before === undefined
            ? undefined
            : { invocation: event.invocation, wrong: `is created in addition to ${before}, which has the same key` };
        }
        if (event.type === 'removed') forget(known, event.invocation);
        if (event.type === 'invocation found')
          return [...known.values()].includes(event.invocation) ? 'fine' : undefined;
        if (event.type !== 'forgotten') return undefined;
        const wasKnown = forget(known, event.invocation) || history.created.get(event.invocation)?.kind === 'WORKFLOW';
        return wasKnown && event.why === 'not retained'
          ? { invocation: event.invocation, wrong: 'is not retained at all' }
          : undefined;
      },
    };
  });

/** A durable promise is completed once; the state of a workflow is removed with the record of its run. */
export const promisesOnce = rule('a promise is completed once', (history, view) => {
  const done = new Set<string>();
  /** Workflow runs that were removed in the last step. */
  const forgotten = new Map<string, { readonly service: string; readonly key: string }>();
  const left = (): Result => {
    for (const [invocation, { service, key }] of forgotten) {
      if (view.state(service, key, 'stage') !== undefined)
        return { invocation, wrong: 'is removed, and its state is not' };
    }
    forgotten.clear();
    return undefined;
  };
  return {
    see: (event) => {
      const found = event.type === 'forgotten' ? undefined : left();
      if (found !== undefined) return found;
      if (event.type === 'promise completed') {
        const name = `${event.key} ${event.name}`;
        if (done.has(name)) return { invocation: event.key, wrong: `has its promise ${event.name} completed twice` };
        done.add(name);
        return 'fine';
      }
      if (event.type !== 'forgotten') return undefined;
      const created = history.created.get(event.invocation);
      if (created?.kind !== 'WORKFLOW') return undefined;
      const { service, key = '' } = created.target;
      for (const name of done) if (name.startsWith(`${service}/${key} `)) done.delete(name);
      forgotten.set(event.invocation, { service, key });
      return 'fine';
    },
    settled: left,
  };
});

function forget(known: Map<string, string>, invocation: string): boolean {
  for (const [name, one] of known) if (one === invocation) return known.delete(name);
  return false;
}
