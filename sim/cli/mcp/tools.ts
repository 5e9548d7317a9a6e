import type { ToolAnswer } from './tool-answer.ts';
import type { Toolbox, ToolArguments } from './toolbox.ts';

/** A tool, as the protocol lists it. */
export interface Tool {
  readonly name: string;
  readonly about: string;
  readonly fields: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly call: (box: Toolbox, args: ToolArguments) => ToolAnswer | Promise<ToolAnswer>;
}

const scenario = { type: 'string', description: 'name of a scenario; see services' };
const finding = { type: 'string', description: 'file of a finding, as search names it' };
const run = { type: 'integer', minimum: 1, description: 'a run of branch; 1 is that of the finding (default)' };
const place = {
  type: 'string',
  description: 'N, start, end, fault (default), an entry such as a@2, or the name of a step',
};

/** Every tool, in the order in which an agent needs them. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'services',
    about: 'Lists services, handlers and scenarios that can be searched.',
    fields: {},
    call: (box) => box.services(),
  },
  {
    name: 'search',
    about: 'Searches for failures within a budget, and saves each finding as a file.',
    fields: {
      scenario,
      seed: { type: 'integer', description: 'determines every run (default 1)' },
      runs: { type: 'integer', minimum: 1, maximum: 100_000, description: 'runs per scenario (default 300)' },
      seconds: { type: 'number', minimum: 1, maximum: 600, description: 'real time at most (default 30)' },
    },
    call: (box, args) => box.search(args),
  },
  {
    name: 'finding',
    about: 'Story, cause and lines of a finding: the lines that it leads to, the most likely first.',
    fields: { finding },
    required: ['finding'],
    call: (box, args) => box.finding(args),
  },
  {
    name: 'at',
    about: 'State of every key, journals, locks and timers at a step of the run of a finding.',
    fields: { finding, run, place, invocation: { type: 'string', description: 'only the journal of this invocation' } },
    required: ['finding'],
    call: (box, args) => box.at(args),
  },
  {
    name: 'what_else',
    about: 'What else could have happened at a step: other steps, crashes, lost answers, the passing of time.',
    fields: { finding, run, place },
    required: ['finding'],
    call: (box, args) => box.whatElse(args),
  },
  {
    name: 'branch',
    about: 'What if: takes another option at a step, runs on, and judges the run.',
    fields: {
      finding,
      run,
      place,
      option: { type: 'string', description: 'an option of what_else; wait 1h; input JSON' },
    },
    required: ['finding', 'option'],
    call: (box, args) => box.branch(args),
  },
  {
    name: 'verify',
    about:
      'After a change of the code: runs the plan of a finding, its neighbours and a new search. Never says fixed where the run no longer arrives.',
    fields: {
      finding,
      runs: { type: 'integer', minimum: 1, maximum: 100_000, description: 'runs of the new search (default 200)' },
      seed: { type: 'integer', description: 'seed of the new search (default 1)' },
    },
    required: ['finding'],
    call: (box, args) => box.verify(args),
  },
  { name: 'unreached', about: 'What no run of the last search did.', fields: {}, call: (box) => box.unreached() },
];
