import type { Answer } from './answers.ts';

/** @returns the names of what differs: fields of an answer, or headers */
export function partsThatDiffer(real: Answer, sim: Answer): string[] {
  const parts = (['status', 'reason', 'body', 'isOpen'] as const).filter(
    (part) => real[part] !== sim[part],
  ) as string[];
  if (real.interim.join() !== sim.interim.join()) parts.push('interim');
  for (const name of new Set([...Object.keys(real.headers), ...Object.keys(sim.headers)])) {
    // The length of a body that differs says nothing more; stacks and times have lengths of their own.
    const isLength = name === 'content-length' && /<stack>|cannot read body/.test(real.body);
    if (real.headers[name] !== sim.headers[name] && !isLength && !(name === 'content-length' && real.body !== sim.body))
      parts.push(name);
  }
  return parts;
}
