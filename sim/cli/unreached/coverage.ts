import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { handlerFunctions } from '../../attempt/sdk-shape.ts';
import type { UnreachedLines } from '../../../reports/data/report.ts';
import { ownPath, withImports } from '../load/imports.ts';
import { madeServices, writtenFunction } from '../load/note-definitions.ts';
import { PreciseCoverage, type ScriptPlace } from './precise-coverage.ts';
import { scriptLines } from './script-lines.ts';
import { unreachedLines } from './unreached-lines.ts';

/** Finds the lines that no run of a search reached, in the files that hold handlers and in what these import. */
export class Coverage {
  readonly #counting: PreciseCoverage = new PreciseCoverage();

  /** Ends counting. @returns the lines, by file and line */
  end(): readonly UnreachedLines[] {
    const places = this.#handlerPlaces();
    const scripts = this.#counting.end().flatMap(({ scriptId, url, functions }) => {
      const path = ownPath(url);
      return path === undefined ? [] : [{ scriptId, url, path, functions }];
    });
    const pathOf = new Map(scripts.map(({ scriptId, path }) => [scriptId, path]));
    const withHandlers = [...places.values()].flatMap(({ scriptId }) => pathOf.get(scriptId) ?? []);
    return withImports([...new Set(withHandlers)])
      .toSorted()
      .flatMap((path) => {
        const own = scripts.filter((script) => script.path === path);
        const counted = own.map(({ url, functions }) => {
          const lines = scriptLines(url);
          // A file that is loaded again is compiled to the same code.
          const handlers = [...places].flatMap(([name, place]) =>
            pathOf.get(place.scriptId) === path ? [{ name, offset: lines.offsetOf(place.line, place.column) }] : [],
          );
          return { functions, lines, handlers };
        });
        return unreachedLines(relative('.', path).replaceAll('\\', '/'), counted, readFileSync(path, 'utf8'));
      });
  }

  /** Where the code of each handler is, by its name. */
  #handlerPlaces(): ReadonlyMap<string, ScriptPlace> {
    const places = new Map<string, ScriptPlace>();
    for (const definition of madeServices().keys()) {
      const { name: service } = definition as { readonly name?: unknown };
      for (const [handler, own] of Object.entries(handlerFunctions(definition) ?? {})) {
        const name = `${String(service)}/${handler}`;
        const place = places.has(name) || typeof own !== 'function' ? undefined : this.#placeOf(own);
        if (place !== undefined) places.set(name, place);
      }
    }
    return places;
  }

  #placeOf(own: object): ScriptPlace | undefined {
    return this.#counting.placeOf(writtenFunction(own));
  }
}
