import { RunBuilder } from './run-builder.ts';

/** A run of at least this many steps: seven keys, four clients, one second for every hundred calls. */
export function longRun(steps: number): RunBuilder {
  const builder = new RunBuilder();
  for (let index = 0; builder.steps.length < steps; index++) {
    const key = `k${index % 7}`;
    const id = `i${index}`;
    builder
      .call(id, `client ${index % 4}`, { service: 'Bucket', key, handler: 'take' }, index)
      .start(id)
      .set(id, 1, 'tokens', index);
    builder.end(id, `Bucket/${key}`, { index }).pass(10);
  }
  return builder;
}
