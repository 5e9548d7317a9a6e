/**
 * Goal: a mutant is a change at exactly one point, and still a program. Method: each kind of change in a line of source, and all
 * mutants of real sources, parsed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../toolchain/imports.ts';
import { mutated, pointsOf, type Mutant } from './mutants.ts';

function mutantsOf(text: string): readonly Mutant[] {
  return pointsOf('a.ts', text).flat();
}

describe('the changes of', () => {
  it.each([
    ['a comparison', 'a < b;', ['a <= b;', ';']],
    ['an equality', 'f(a === b);', ['f(a !== b);', 'f();', ';']],
    ['a conjunction', 'x = a && b;', ['x = a || b;', ';']],
    ['a sum', 'x += a + 1;', ['x -= a + 1;', 'x += a - 1;', 'x += a + 2;', ';']],
    ['a text that is put together', "x = a + 'b';", ["x = a + '';", ';']],
    ['a count', 'n++;', ['n--;', ';']],
    [
      'a condition',
      'if (!a) b();',
      ['if (!(!a)) b();', 'if (true) b();', 'if (false) b();', 'if (a) b();', 'if (!a) ;'],
    ],
    ['a loop', 'while (a) break;', ['while (false) break;', 'while (a) ;']],
    ['a function', 'const f = () => a;', ['const f = () => (undefined as never);']],
    ['a return', 'function f() { return a; }', ['function f() { return (undefined as never); }']],
    ['a return of nothing', 'function f() { return false; }', ['function f() { return true; }']],
    ['an early end', 'function f() { return; }', ['function f() { ; }']],
    ['an error', "throw new E('no');", [';', "throw new E('');"]],
    ['a truth', 'x = true;', ['x = false;', ';']],
    ['an empty text', "x = '';", ["x = '?';", ';']],
    ['a template', 'x = `a ${b}`;', ['x = ``;', ';']],
    ['a list', 'x = [a];', ['x = [];', ';']],
    ['an object', 'x = { ...a, b: 1 };', ['x = { ...{}, b: 1 };', 'x = { ...a, b: 2 };', ';']],
    ['a default', 'x = a ?? b;', ['x = (b);', ';']],
    ['a wait', 'x = await a;', ['x = a;', ';']],
    ['a method', 'x = Math.min(a, b);', ['x = Math.max(a, b);', 'x = Math.min(a);', ';']],
    ['a call', 'f(a, b,);', ['f(a);', ';']],
    ['a call with one argument', 'f(a,);', ['f();', ';']],
    ['a known value', "f(known(a + b, 'the sum'));", ["f(known(a - b, 'the sum'));", 'f();', ';']],
    ['a selection', 'x = a.filter(f);', ['x = a;', 'x = a.filter();', ';']],
  ])('%s', (_, before, after) => {
    const mutants = mutantsOf(before).map((mutant) => mutated(before, mutant));
    expect(mutants.toSorted()).toEqual(after.toSorted());
  });

  it.each([
    ['types', "type A = 'a' | 1; const a = b as 'c';"],
    ['imports', "import { a } from './a.ts'; export * from './b.ts';"],
    ['names of properties', "const a = { 'b': c }; d = e['f'];".slice(0, 21)],
    ['assertions of the simulator about itself', "invariant(a < 1, () => 'never');"],
    ['faults of the simulator', "throw new SimulatorFault('never');"],
    ['directives', "'use strict';"],
  ])('%s: none', (_, text) => {
    expect(mutantsOf(text)).toEqual([]);
  });
});

describe('each mutant of a real source', () => {
  const file = 'sim/server/timers.ts';
  const text = readFileSync(join(ROOT, file), 'utf8');
  const mutants = pointsOf(file, text).flat();

  it('is still a program', () => {
    expect(mutants.length).toBeGreaterThan(40);
    const broken = mutants.filter((mutant) => parseSync(file, mutated(text, mutant)).errors.length > 0);
    expect(broken).toEqual([]);
  });

  it('differs from it, and only between its start and its end', () => {
    const elsewhere = mutants.filter((mutant) => {
      const changed = mutated(text, mutant);
      const isSameAround = changed.startsWith(text.slice(0, mutant.start)) && changed.endsWith(text.slice(mutant.end));
      return changed === text || !isSameAround;
    });
    expect(elsewhere).toEqual([]);
  });
});
