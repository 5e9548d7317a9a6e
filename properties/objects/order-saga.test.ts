/**
 * Goal: `objects/order-workflow.ts` does what the guide's table says, clause by clause, for one order: approval by a durable
 * promise, a deadline for it, and compensation of completed steps. Method: the workflow in a simulation, with a warehouse
 * and a bank that record their calls, and refuse the step that a test names.
 */
import { TerminalError } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { orderWorkflow, type OrderServices } from '../../objects/order-workflow.ts';
import { decodePayload } from '../../sim/checks/naming.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './order-workflow.broken.ts';

const APPROVAL_MS = 60_000;
const ORDER = { item: 'pen', quantity: 1, amount: 20 };

/** The steps in the order in which they happened. */
type Steps = { readonly done: string[] };

/** @param fails called for each attempt of a step; throws to fail it */
function outside(fails: (step: string, tries: number) => void) {
  return effect({
    state: (): Steps => ({ done: [] }),
    apply: ({ done }: Steps, step: string): string => {
      done.push(step);
      fails(step, done.filter((one) => one === step).length);
      return step;
    },
    latenciesMs: [0],
    troubles: { fails: false, losesAnswer: false },
  });
}

function servicesOf(step: (name: string) => Promise<string>): OrderServices {
  const [reserve, release, charge, refund, ship] = ['reserve', 'release', 'charge', 'refund', 'ship'].map(
    (name) => () => step(name),
  );
  if (!reserve || !release || !charge || !refund || !ship) throw new Error('a step is missing');
  return { reserve, release, charge, refund, ship };
}

const definition = orderWorkflow(
  servicesOf(() => Promise.reject(new Error('nothing outside of a simulation'))),
  APPROVAL_MS,
);

/** A simulation with an order that was placed. */
function placed(fails: (step: string, tries: number) => void = () => undefined, make = orderWorkflow) {
  const sim = new Simulation({
    services: ({ step }) => [make(servicesOf(step), APPROVAL_MS)],
    effects: { step: outside(fails) },
  });
  const order = sim.client.workflow(definition, 'o1');
  const outcome = order.run(ORDER);
  return { sim, order, outcome, done: () => (sim.stateOfEffect('step') as Steps).done };
}

const refuses = (which: string) => (step: string) => {
  if (step === which) throw new TerminalError(`no ${step}`, { errorCode: 422 });
};

describe('an order', () => {
  it('waits for its approval, and is then charged and shipped', async () => {
    const { sim, order, outcome, done } = placed();
    await using _ = sim;
    await sim.advance('10s');
    expect(await order.status()).toBe('awaiting approval');
    expect(done()).toEqual(['reserve']);
    expect(await order.approve({ approved: true, by: 'mia' })).toEqual({ approved: true, by: 'mia' });
    expect(await outcome).toEqual({ status: 'shipped' });
    expect(done()).toEqual(['reserve', 'charge', 'ship']);
    expect(await order.status()).toBe('shipped');
  });

  it('is compensated when it is refused', async () => {
    const { sim, order, outcome, done } = placed();
    await using _ = sim;
    await sim.advance('1s');
    await order.approve({ approved: false, by: 'max' });
    expect(await outcome).toEqual({ status: 'refused', reason: 'refused by max' });
    expect(done()).toEqual(['reserve', 'release']);
  });

  it('is compensated when the time for its approval is up, and not before', async () => {
    const { sim, order, outcome, done } = placed();
    await using _ = sim;
    const before = sim.now;
    await sim.advance(APPROVAL_MS - 1);
    expect(await order.status()).toBe('awaiting approval');
    expect(await outcome).toEqual({ status: 'refused', reason: 'refused by the clock' });
    expect(sim.now - before).toBe(APPROVAL_MS);
    expect(done()).toEqual(['reserve', 'release']);
  });

  it('refuses an approval that is too late, and says that it is decided and who decided it', async () => {
    const { sim, order, outcome } = placed();
    await using _ = sim;
    await outcome;
    await expect(order.approve({ approved: true, by: 'mia' })).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining('too late: it was refused by the clock') as string,
    });
  });

  it('has one decision, the first: an equal decision gets the same response, a different one is refused', async () => {
    const { sim, order, outcome } = placed();
    await using _ = sim;
    await sim.advance('1s');
    await order.approve({ approved: true, by: 'mia' });
    expect(await order.approve({ approved: true, by: 'max' })).toEqual({ approved: true, by: 'mia' });
    await expect(order.approve({ approved: false, by: 'max' })).rejects.toMatchObject({ code: 422 });
    expect(await outcome).toEqual({ status: 'shipped' });
  });

  it('runs once for each key', async () => {
    const { sim, order, outcome, done } = placed();
    await using _ = sim;
    await sim.advance('1s');
    await expect(order.run(ORDER)).rejects.toMatchObject({ code: 409 });
    await order.approve({ approved: true, by: 'mia' });
    await outcome;
    await expect(order.run(ORDER)).rejects.toMatchObject({ code: 409 });
    expect(done()).toEqual(['reserve', 'charge', 'ship']);
  });
});

describe('completed steps are compensated, the last first', () => {
  it.each([
    ['reserve', ['reserve', 'release']],
    ['charge', ['reserve', 'charge', 'refund', 'release']],
    ['ship', ['reserve', 'charge', 'ship', 'refund', 'release']],
  ])('when %s is refused', async (step, steps) => {
    const { sim, order, outcome, done } = placed(refuses(step));
    await using _ = sim;
    await sim.advance('1s');
    if (step !== 'reserve') await order.approve({ approved: true, by: 'mia' });
    expect(await outcome).toEqual({ status: 'refused', reason: `no ${step}` });
    expect(done()).toEqual(steps);
    expect(await order.status()).toBe('refused');
  });

  it('when a step fails in every attempt, whether it has happened or not', async () => {
    const { sim, order, outcome, done } = placed((step) => {
      if (step === 'charge') throw new Error('the line is down');
    });
    await using _ = sim;
    await sim.advance('1s');
    await order.approve({ approved: true, by: 'mia' });
    expect(await outcome).toEqual({ status: 'refused', reason: 'the line is down' });
    const tries = Array.from({ length: 6 }, () => 'charge');
    expect(done()).toEqual(['reserve', ...tries, 'refund', 'release']);
  });

  it('and a compensation is retried until it succeeds', async () => {
    const { sim, outcome, done } = placed((step, tries) => {
      if (step === 'release' && tries <= 12) throw new Error('the line is down');
    });
    await using _ = sim;
    expect(await outcome).toEqual({ status: 'refused', reason: 'refused by the clock' });
    expect(done().filter((step) => step === 'release')).toHaveLength(13);
  });
});

describe('the status of an order', () => {
  /** @returns every status that it had, in order */
  const statuses = (sim: Simulation): unknown[] =>
    sim.trace.flatMap((event) =>
      event.type === 'appended' && event.command.type === 'SetState' ? [decodePayload(event.command.value)] : [],
    );

  it('names the current step', async () => {
    const { sim, order, outcome } = placed();
    await using _ = sim;
    await sim.advance('1s');
    await order.approve({ approved: true, by: 'mia' });
    await outcome;
    expect(statuses(sim)).toEqual(['reserving', 'awaiting approval', 'charging', 'shipping', 'shipped']);
  });

  it('is `undoing` until the compensation is complete, and no client can approve the order meanwhile', async () => {
    const { sim, order, outcome } = placed((step, tries) => {
      if (step === 'reserve') refuses('reserve')(step);
      if (step === 'release' && tries <= 3) throw new Error('the line is down');
    });
    await using _ = sim;
    while ((await order.status()) !== 'undoing') await sim.advance(1);
    await expect(order.approve({ approved: true, by: 'mia' })).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining('refused by the workflow') as string,
    });
    expect(await order.status()).toBe('undoing');
    expect(await outcome).toEqual({ status: 'refused', reason: 'no reserve' });
    expect(statuses(sim)).toEqual(['reserving', 'undoing', 'refused']);
  });
});

describe('shipping', () => {
  const late = (step: string, tries: number): void => {
    if (step === 'ship' && tries <= 12) throw new Error('the line is down');
  };

  /** @returns how an approved order ends, and how often it was shipped and compensated */
  async function ended(make: typeof orderWorkflow): Promise<unknown[]> {
    const { sim, order, outcome, done } = placed(late, make);
    await using _ = sim;
    await sim.advance('1s');
    await order.approve({ approved: true, by: 'mia' });
    return [(await outcome).status, ...['ship', 'release'].map((step) => done().filter((one) => one === step).length)];
  }

  it('is retried until it succeeds, because it cannot be compensated', async () => {
    expect(await ended(orderWorkflow)).toEqual(['shipped', 13, 0]);
    expect(await ended(broken.givesUpShipping), 'a broken variant').toEqual(['refused', 6, 1]);
  });
});

describe('an order that is cancelled', () => {
  it('is compensated, and a client that waits for it is notified that it was cancelled', async () => {
    for (const make of [orderWorkflow, broken.givesUpShipping]) {
      const { sim, outcome, done } = placed(undefined, make);
      await using _ = sim;
      await sim.advance('1s');
      const run = sim.trace.find((event) => event.type === 'invocation created');
      sim.cancel(run?.type === 'invocation created' ? run.id : '');
      const responses = await outcome.catch((error: unknown) => error);
      if (make === orderWorkflow) expect(responses).toMatchObject({ code: 409 });
      else expect(responses, 'a broken variant').toMatchObject({ status: 'refused' });
      expect(done()).toContain('release');
    }
  });

  /** @returns the responses for an order that is cancelled before one of its entries, and whether it was compensated */
  async function responsesWhenCancelled(make: typeof orderWorkflow): Promise<unknown[]> {
    const responses: unknown[] = [];
    for (const entry of [2, 3, 4, 5, 6, 7, 8]) {
      const { sim, outcome, done } = placed(undefined, make);
      await using _ = sim;
      for (const attempt of [1, 2]) sim.trouble('a', { kind: 'cancel', path: '', attempt, entry, phase: 'before' });
      const ended = outcome.then(
        ({ status }) => status,
        (error: unknown) => (error as { code?: unknown }).code,
      );
      await sim.advance('1h');
      // A client that still waits now would never get a response.
      responses.push(done().includes('release') ? await ended : 'not undone');
    }
    return responses;
  }

  it('is compensated, and is distinct from a decided one, at whichever entry the cancel is', async () => {
    // The last two come after the deadline has refused the order: it is being compensated already, and responds so.
    expect(await responsesWhenCancelled(orderWorkflow)).toEqual([409, 409, 409, 409, 409, 'refused', 'refused']);
    expect(await responsesWhenCancelled(broken.takesCancelForADecision), 'a broken variant').toContain('not undone');
  });
});

describe('an order that is not there', () => {
  it('has no status, and cannot be approved', async () => {
    const { sim } = placed();
    await using _ = sim;
    const unknown = sim.client.workflow(definition, 'o2');
    await expect(unknown.status()).rejects.toMatchObject({ code: 404 });
    await expect(unknown.approve({ approved: true, by: 'mia' })).rejects.toMatchObject({ code: 404 });
  });

  it.each([
    ['no item', { ...ORDER, item: '' }],
    ['half a pen', { ...ORDER, quantity: 0.5 }],
    ['a negative amount', { ...ORDER, amount: -1 }],
    ['nothing at all', null],
  ])('is refused as bad input with %s', async (_what, request) => {
    const { sim, done } = placed();
    await using _ = sim;
    await expect(sim.client.workflow(definition, 'o3').run(request as never)).rejects.toMatchObject({ code: 400 });
    expect(done()).not.toContain('release');
  });
});
