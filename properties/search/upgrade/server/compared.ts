import seedrandom from 'seedrandom';
import { canonicalText } from '../../../../sim/core/canonical.ts';
import type { DeployHow } from '../../../../sim/simulation/faults/plan.ts';
import { openServer } from '../../../../sim/real-server/room.ts';
import { changes } from '../../../model/conformance/changes/changes.ts';
import { EditedFiles } from '../two-files.ts';
import { WHOLE_SERVICES } from '../whole-services.ts';
import type { Fate, Outcome } from './outcomes.ts';
import { deployed, type Place } from './real.ts';
import { foretell, prefixesOf, type Foretold } from './simulated.ts';
import { isPlain, subjectOfChange, subjectOfEdit, type Subject } from './subject.ts';

/** One deploy at one prefix, in the simulator and on a real server. */
export interface Compared {
  /** The change, the route, and where the invocation stood. */
  readonly name: string;
  readonly verdict: 'agree' | 'disagree' | 'undecided';
  readonly breaks: boolean;
  /** What both have seen, where they disagree; why it is undecided. */
  readonly why: string;
  /** How often it was made on the server. */
  readonly tries: number;
}

export interface CompareOptions {
  readonly seed: number;
  readonly samples: number;
  /** How many are on the server at the same time. Default: 6. */
  readonly parallel?: number;
  /** Only subjects whose title contains this text. */
  readonly only?: string;
  readonly progress?: (compared: Compared) => void;
}

/** Next to the old version, little breaks. */
const ROUTES: readonly DeployHow[] = ['new', 'in-place', 'in-place', 'resume', 'resume'];

/** Draws changes, routes and prefixes, and compares what becomes of a deploy in the simulator and on a real server. */
export async function compare(options: CompareOptions): Promise<readonly Compared[]> {
  const { samples, parallel = 6, progress } = options;
  const files = new EditedFiles();
  try {
    await using server = await openServer('default');
    const place: Place = { ingressUrl: server.server.ingressUrl, admin: server.admin };
    const drawing = new Drawing(files, options);
    const compared: Compared[] = [];
    let begun = 0;
    const work = async (): Promise<void> => {
      while (begun < samples) {
        const one = await comparedAt(place, drawing, begun++);
        compared.push(one);
        progress?.(one);
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    return compared;
  } finally {
    files.remove();
  }
}

/** What does not agree, or was not reached, is made again: a busy machine may have been late. It counts if it happens again. */
const MAX_TRIES = 3;

async function comparedAt(place: Place, drawing: Drawing, number: number): Promise<Compared> {
  for (let tries = 1; ; tries++) {
    const one = await comparedOnce(place, await drawing.sample(number, tries));
    if (one.verdict === 'agree' || tries === MAX_TRIES) return { ...one, tries };
  }
}

async function comparedOnce(place: Place, { subject, how, draw }: Sample): Promise<Omit<Compared, 'tries'>> {
  const prefixes = await prefixesOf(subject);
  const prefix = draw(
    prefixes.filter(({ standing }) => standing.for !== (how === 'resume' ? 'other routes' : 'resume')),
  );
  const name = `${subject.title}, ${how}, ${prefix.words}`;
  const foretold = await foretell(subject, prefix, how);
  const { breaks, undecided } = foretold;
  if (undecided !== undefined) return { name, verdict: 'undecided', breaks, why: undecided };
  const real = await deployed(place, subject, prefix, how);
  if (typeof real === 'string') return { name, verdict: 'undecided', breaks, why: real };
  const isSame = agrees(foretold, real);
  return { name, verdict: isSame ? 'agree' : 'disagree', breaks, why: isSame ? '' : both(foretold, real) };
}

/** A finding ends a simulated run: then its handler has to be in trouble on the server, too. */
function agrees({ outcome, endedBy }: Foretold, real: Outcome): boolean {
  if (endedBy === undefined) return canonicalText(real) === canonicalText(outcome);
  const fates = real.fates[endedBy] ?? [];
  return real.diverged.includes(endedBy) === outcome.diverged.includes(endedBy) && fates.some(isTrouble);
}

function isTrouble(fate: Fate): boolean {
  return fate === 'stuck' || fate === 'waits';
}

function both({ outcome, breaks }: Foretold, real: Outcome): string {
  return `simulated${breaks ? ' (breaks)' : ''} ${JSON.stringify(outcome)}, on the server ${JSON.stringify(real)}`;
}

interface Sample {
  readonly subject: Subject;
  readonly how: DeployHow;
  readonly draw: <T>(some: readonly T[]) => T;
}

/** Draws samples, each from a seed of its own, so that the number of those at the same time does not matter. */
class Drawing {
  readonly #files: EditedFiles;
  readonly #seed: number;
  readonly #subjects: readonly ((mark: string) => Promise<Subject>)[];

  constructor(files: EditedFiles, { seed, only = '' }: CompareOptions) {
    this.#files = files;
    this.#seed = seed;
    this.#subjects = [
      ...WHOLE_SERVICES.flatMap((service) =>
        service.edits
          .filter(({ name }) => `${service.name}: ${name}`.includes(only))
          .map((edit) => (mark: string) => subjectOfEdit(this.#files, service, edit, mark)),
      ),
      ...changes
        .filter((change) => isPlain(change) && change.name.includes(only))
        .map((change) => (mark: string) => Promise.resolve(subjectOfChange(change, mark))),
    ];
  }

  /** @param tries makes the names of services other ones, and draws the same */
  async sample(number: number, tries: number): Promise<Sample> {
    const random = seedrandom(`${this.#seed} ${number}`);
    const draw = <T>(some: readonly T[]): T => {
      const drawn = some[Math.floor(random() * some.length)];
      if (drawn === undefined) throw new RangeError('There is nothing to draw from.');
      return drawn;
    };
    const make = draw(this.#subjects);
    const how = draw(ROUTES);
    return { subject: await make(`S${number}T${tries}`), how, draw };
  }
}
