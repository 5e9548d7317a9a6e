/** Goal: hints with a mistake are refused in a sentence that names the field. Method: typical mistakes. */
import { describe, expect, it } from 'vitest';
import type { FaultProfile } from '../../simulation/scenario/fault-profile.ts';
import { faultsOfHints, type Hints, type ServiceHints } from '../../simulation/scenario/hints.ts';
import { hintsOver } from './hints-over.ts';
import { hintsIn } from './hints.ts';

const OBJECT =
  'an object with examples, keys, stubs, http, allow, effects, awakeables, faults, operators, owed or services';
const KEYS = 'keys is a list of at least one string, such as ["ann", "bob"], or an object with such a list';

describe('hints', () => {
  it.each([
    [null, OBJECT],
    [['ann'], OBJECT],
    [{ keys: { Wallet: 'ann' } }, KEYS],
    [{ keys: { Wallet: [] } }, KEYS],
    [{ keys: [] }, KEYS],
    [{ keys: [7] }, KEYS],
    [{ examples: ['ann'] }, 'examples is an object with a list of inputs for each handler'],
    [{ examples: { 'Greeter/greet': 'Ann' } }, 'examples is an object with a list of inputs for each handler'],
    [{ 'Greeter/greet': 'Ann' }, 'examples is an object with a list of inputs for each handler'],
    [{ stubs: ['post mail'] }, 'stubs is an object'],
    [{ http: ['GET https://a.example'] }, 'http is an object'],
    [{ effects: { bank: 1 } }, 'effects is an object of what'],
    [{ stub: { mail: 1 } }, '"stub" is not a field of hints; did you mean "stubs"?'],
    [{ example: {} }, '"example" is not a field of hints; did you mean "examples"?'],
    [{ toString: 1 }, '"toString" is not a field of hints'],
    [{ inputs: {} }, '"inputs" is not a field of hints; the fields are examples, keys, stubs,'],
    [{ awakeables: { 'Checkout/run': true } }, 'awakeables is an object with a list of values for each handler'],
    [{ faults: true }, 'faults is an object, such as { "clockJumps": true }'],
    [{ faults: { trouble: 1 } }, '"trouble" is not a field of faults; did you mean "troubles"?'],
    [{ faults: { troubles: true } }, '"troubles" of faults is a number'],
    [{ faults: { operators: ['stop'] } }, '`operators` is true, false, a list of'],
    [{ operators: { kil: true } }, '`operators` is true, false, a list of'],
    [{ owed: 'anything' }, 'owed is a list of what may be left waiting'],
    [{ services: ['Checkout'] }, 'services is an object with hints for each service'],
    [{ services: { Checkout: ['kill'] } }, 'services is an object with hints for each service'],
    [
      { services: { A: { operator: [] } } },
      'services, "A": "operator" is not a field of the hints of one service; did you',
    ],
    [{ services: { A: { operators: { kil: true } } } }, 'services, "A": `operators` is true, false, a list of'],
    [{ services: { A: { owed: 'x' } } }, 'services, "A": owed is a list of what may be left waiting'],
    [{ services: { A: { keys: [] } } }, 'services, "A": keys is a list of at least one string'],
    [{ services: { A: { faults: 0 } } }, 'services, "A": faults is an object, such as { "troubles": 0 }'],
    [
      { services: { A: { faults: { skew: true } } } },
      'services, "A": "skew" is not a field of faults; the fields are troubles,',
    ],
  ])('such as %j are refused', (found, says) => {
    expect(() => hintsIn('my.hints.json', found)).toThrow(`The hints in my.hints.json cannot be used: ${says}`);
  });

  it('are taken as they are when they are right', () => {
    const right = {
      keys: { Wallet: ['ann'] },
      examples: { 'Greeter/greet': ['Ann', null], 'Greeter/leave': [] },
      stubs: { mail: 1 },
      awakeables: { 'Checkout/run': [{ paid: true }] },
      faults: { clockJumps: true, troubles: 1 },
      operators: { kill: true },
      owed: [],
      services: { Wallet: { keys: ['ann'], faults: { troubles: 0 }, operators: ['kill'], owed: ['awakeable'] } },
    };
    expect(hintsIn('my.hints.json', right)).toEqual(right);
    expect(hintsIn('my.hints.ts', { default: right, 'module.exports': right })).toEqual(right);
    expect(hintsIn('my.hints.ts', { keys: ['ann'] })).toEqual({ keys: ['ann'] });
  });

  it('may be the examples alone', () => {
    expect(hintsIn('my.hints.json', { 'A/add': [1], 'A/get': [] })).toEqual({
      examples: { 'A/add': [1], 'A/get': [] },
    });
    expect(hintsIn('my.hints.json', { 'A/add': [1], keys: ['x'], examples: { 'B/add': [2] } })).toEqual({
      keys: ['x'],
      examples: { 'A/add': [1], 'B/add': [2] },
    });
  });

  it('about single services add up over two sources, by service and by its faults', () => {
    const own: Hints = { services: { A: { owed: [], faults: { troubles: 0 } }, C: { keys: ['z'] } } };
    const other: Hints = {
      services: {
        A: { keys: ['x'], operators: ['kill'], faults: { troubles: 1, duplicates: false } },
        B: { keys: ['y'] },
      },
    };
    expect(hintsOver(own, other)).toEqual({
      services: {
        A: { owed: [], keys: ['x'], operators: ['kill'], faults: { troubles: 0, duplicates: false } },
        B: { keys: ['y'] },
        C: { keys: ['z'] },
      },
    });
  });

  it.each<[own: Hints, other: Hints, operators: FaultProfile['operators']]>([
    [{ faults: { operators: ['kill'] } }, { operators: ['cancel'] }, ['kill']],
    [{ operators: ['kill'] }, { faults: { operators: ['cancel'] } }, ['kill']],
    [{ faults: { troubles: 1 } }, { operators: ['cancel'] }, ['cancel']],
    [{ faults: { troubles: 1 } }, { faults: { operators: ['cancel'] } }, ['cancel']],
  ])('%j and %j agree on what operators do: the first source decides', (own, other, operators) => {
    expect(faultsOfHints(hintsOver(own, other)).operators).toEqual(operators);
    const ofService = hintsOver({ services: { A: own as ServiceHints } }, { services: { A: other as ServiceHints } });
    expect(faultsOfHints(ofService).services?.['A']?.operators).toEqual(operators);
  });
});
