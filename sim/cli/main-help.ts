import { ALL_STRATEGIES } from '../search/campaign/sources.ts';

/** What `restate-sim --help` prints. */
export const MAIN_HELP: string = `Usage: npx restate-sim COMMAND FILES [options]

  run FILES         searches for what breaks: the scenarios that the files
                    export, or one that is derived from their services
  replay FINDING FILES
                    runs a saved finding once more
  report FINDING FILES
                    writes a saved finding as an HTML page
  list FILES        names services, handlers and scenarios

FILES export or serve Restate services, or export scenarios; TypeScript runs as
it is. In place of a scenario, hints help where definitions do not say enough.

  --scenario FILE   one more file, with a scenario; or a NAME (* is anything)
  --hints FILE      examples of inputs by handler, keys, stubs; by default
                    my-services.hints.ts or .json beside my-services.ts
  --out FILE        where report writes to (default report.html)

  --seed N          everything follows from it; without it one is drawn, and
                    printed
  --runs N          runs per scenario (default 300)
  --time 30s        budget for all of it, in real time (ms, s, m, h)
  --enough N        end a scenario early, after N runs that reached nothing new
  --strategy NAME   how runs are chosen (default mix):
                    ${ALL_STRATEGIES.join(', ')}
  --workers N       worker threads (default 1); the result is the same
  --shard I/N       only the I-th of N equal parts, for several machines
  --path P          repeat exactly that generated run of the seed, unshrunk
  --until N         with replay: stop after N steps and show where it stands
  --engine NAME     what runs the handlers: fake (default) or sdk
  --report FILE     write the result as one HTML page (with findings:
                    .sim/report.html)
  --json FILE       write it as data; - is standard output
  --junit FILE      write the verdicts as JUnit XML
  --verbose, --help, --version

Exit status: 0 all held, 1 something broken, 2 undecided or not exercised,
3 usage or input error. Nothing is sent anywhere.`;
