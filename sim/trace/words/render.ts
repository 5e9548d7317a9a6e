import { shortened } from '../../core/address.ts';
import { visible } from '../visible.ts';
import { short } from './payload-text.ts';
import type { Actor, Sentence } from './sentence.ts';

/** Finds how an invocation is called from its stable address. */
type Naming = (invocation: string) => string;

/** @returns a line of a story, without the time: `a: Subscription/bob/renew  run "charge" returns 30` */
export function storyLine({ actor, subject, predicate }: Sentence, naming: Naming): string {
  return visible(shortened(`${actorText(actor, naming)}  ${subject === undefined ? '' : `${subject} `}${predicate}`));
}

/** @returns a clause inside of other text: `a: run "charge" returns 30`, `client 1 stops waiting for a` */
export function clause({ actor, subject, predicate }: Sentence, naming: Naming = (address) => address): string {
  const name = actorText(actor, naming);
  return visible(shortened(subject === undefined ? `${name} ${predicate}` : `${name}: ${subject} ${predicate}`));
}

/** @returns a whole sentence with its detail: `Client 1 stops waiting for a; the invocation goes on.` */
export function fullSentence(sentence: Sentence, naming: Naming = (address) => address): string {
  const { actor, detail } = sentence;
  const text =
    clause(sentence, naming) +
    (detail === undefined ? '' : `${detail.startsWith('(') ? ' ' : '; '}${visible(shortened(detail))}`);
  const isAddress = 'invocation' in actor;
  return `${isAddress ? text : text.charAt(0).toUpperCase() + text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

const MAX_NAME_LENGTH = 60;

function actorText(actor: Actor, naming: Naming): string {
  return 'invocation' in actor ? naming(actor.invocation) : short(actor.name, MAX_NAME_LENGTH);
}
