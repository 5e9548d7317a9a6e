/** Goal: what operators do is given in every documented form, and a mistake is refused. Method: each form, typical mistakes. */
import { describe, expect, it } from 'vitest';
import { operatorActions, type Operators } from './operators.ts';

describe('what operators do', () => {
  it.each<[Operators, string[]]>([
    [true, ['cancel', 'kill', 'pause']],
    [false, []],
    [
      ['pause', 'cancel'],
      ['cancel', 'pause'],
    ],
    [[], []],
    [{}, ['cancel']],
    [{ kill: true }, ['cancel', 'kill']],
    [{ cancel: false, pause: true }, ['pause']],
    [{ cancel: true, kill: false, pause: false }, ['cancel']],
  ])('%j means %j', (given, actions) => {
    expect(operatorActions(given)).toEqual(actions);
  });

  it.each([
    [['stop'], '"stop"'],
    [{ kil: true }, '"kil"'],
    [{ kill: 1 }, 'kill: 1'],
    ['cancel', '"cancel"'],
    [null, 'null'],
  ])('%j is refused', (given, says) => {
    expect(() => operatorActions(given as never)).toThrow(`${says} is none of these`);
  });
});
