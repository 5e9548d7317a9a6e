import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import { UNKNOWN_INPUT, type Derived } from '../simulation/scenario/derive.ts';
import { hintsFileFor, type Loaded } from './load/user-files.ts';
import { paint, print, printLine, type Terminal } from './terminal.ts';

/** Prints which handlers a derived scenario calls, and which it does not. @param hints the file for their inputs */
export function printDerived(terminal: Terminal, { scenario, called, skipped }: Derived, hints: string): void {
  print(terminal, `No scenario was given, so "${scenario.name}" was derived: clients call`, '');
  for (const line of called) printLine(terminal, `  ${line}`);
  if (skipped.length === 0) return;
  terminal.out(paint(terminal, 'yellow', 'and do not call'));
  for (const { handler, why } of skipped) print(terminal, `${handler}: ${why}`, '  ');
  const unknown = skipped.find(({ why }) => why.startsWith(UNKNOWN_INPUT));
  if (unknown === undefined) return;
  // On a line of its own: it is for copying.
  terminal.out(`Give examples in ${hints}, such as`);
  terminal.out(`  { "examples": { "${unknown.handler}": [{ "name": "ann" }] } }`);
}

/** Prints what was found in files: services with their handlers, and scenarios. `file` is the first of them. */
export function printList(
  terminal: Terminal,
  { services, scenarios, derived, nothing, hintsFile }: Loaded,
  file: string,
): void {
  for (const { name, kind, handlers } of readDefinitions(services, sdkOf(services)).values()) {
    terminal.out(`${kind} ${name}`);
    for (const handler of handlers.values()) {
      const how = handler.kind === 'SHARED' ? ' (shared)' : '';
      terminal.out(`  ${handler.name}${how}${handler.options.ingressPrivate ? ' (private)' : ''}`);
    }
  }
  if (nothing !== undefined) print(terminal, nothing.message, '');
  else if (derived !== undefined) printDerived(terminal, derived, hintsFile ?? hintsFileFor(file));
  else for (const { name } of scenarios) terminal.out(`scenario ${name}`);
}
