import { invariant } from '../../core/errors.ts';
import { itemAt } from '../../core/item-at.ts';
import { ownerOf, parseChoiceKey, shortened, under } from '../../core/address.ts';
import type { Trouble } from '../../simulation/faults/plan.ts';
import { REST, type Plan } from '../../simulation/faults/plan.ts';
import { TIME } from '../record/run-record.ts';
import type { Part } from './plan-parts.ts';

/** @returns a part of a plan in words */
export function inWords(plan: Plan, part: Part): string {
  return shortened(partInWords(plan, part));
}

function partInWords(plan: Plan, part: Part): string {
  switch (part.kind) {
    case 'operation': {
      const operation = plan.operations.find(({ id }) => id === part.operation);
      if (operation === undefined) return part.operation;
      const { service, key, handler } = operation;
      return `${part.operation} (${[service, key, handler].filter((name) => name !== undefined).join('/')})`;
    }
    case 'trouble': {
      const trouble = plan.operations.find(({ id }) => id === part.operation)?.troubles[part.index];
      return trouble === undefined ? 'a trouble' : troubleInWords(part.operation, trouble);
    }
    case 'world trouble': {
      const { kind, atMs } = itemAt(plan.world, part.index);
      return `the ${kind} at ${atMs} ms`;
    }
    case 'hold': {
      const { before, until } = part.hold;
      return `"${before}" waiting for ${until === REST ? 'everything else' : `"${until}"`}`;
    }
    case 'choice': {
      const option = plan.choices[part.key];
      invariant(option !== undefined, () => `The plan has no choice "${part.key}".`);
      return choiceInWords(part.key, option);
    }
  }
}

function choiceInWords(key: string, option: number): string {
  const { kind, address } = parseChoiceKey(key);
  switch (kind) {
    case TIME:
      return `time passing right after "${address}"`;
    case 'effect':
      return `the effect "${address}" ${option === 1 ? 'failing' : 'happening and losing its answer'}`;
    case 'latency':
      return `the effect "${address}" taking longer`;
    case 'jitter':
      return `a longer wait before the retry after ${ownerOf(address)}`;
    case 'partitions':
      return 'keys sharing partitions';
    case 'queue':
      return `another queue of its scope going before ${ownerOf(address)}`;
    case 'second':
      return "the run beginning later within a second of the server's clock";
    case 'outside':
      return `the outside world choosing otherwise for "${address}"`;
    case 'skew':
      return `the clock of ${address} being off`;
    default:
      return `the choice "${key}" = ${option}`;
  }
}

function troubleInWords(operation: string, trouble: Trouble): string {
  switch (trouble.kind) {
    case 'duplicate':
      return `${operation} being sent twice`;
    case 'abandon':
      return `the client of ${operation} not waiting for the answer`;
    default: {
      const { kind, path, attempt, entry, phase } = trouble;
      const what =
        trouble.kind === 'crash'
          ? trouble.scope === 'process'
            ? 'the process dying'
            : 'the connection lost'
          : kind === 'clear state'
            ? 'an operator clearing the state of its key'
            : kind === 'deploy'
              ? 'the deploy of the new version'
              : kind === 'roll back'
                ? 'the roll-back'
                : `a ${kind}`;
      return `${what} ${phase} entry ${entry} of ${under(operation, path)}, attempt ${attempt}`;
    }
  }
}
