/** Goal: a finding is written and read as it is, and a file that is none is refused in a sentence. Method: one finding, and changes of its file. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { plan } from '../testing/plans.ts';
import { findingName, findingText, readFinding, type Finding } from './finding.ts';

const FINDING: Finding = {
  scenario: 'Bank: two clients!',
  invariant: 'money is neither made nor lost',
  handler: 'Bank/debit',
  kind: 'lost',
  message: 'It is lost.',
  seed: 4,
  path: '7',
  strategy: 'pct',
  plan: plan('a'),
  traceHash: '0123456789abcdef',
  steps: ['a:request', 'a#1:start'],
  story: ['a story'],
  needs: ['a need'],
  shrinking: { runs: 3, minimal: true, partsBefore: 4, partsAfter: 1 },
};
const text = findingText(FINDING, { node: '24' });
const data = JSON.parse(text) as Record<string, unknown>;

describe('a file', () => {
  it('has what repeats the finding, and nothing that follows from it', () => {
    expect(data).toEqual({
      format: 'restate-sim finding',
      version: 1,
      scenario: FINDING.scenario,
      invariant: FINDING.invariant,
      handler: 'Bank/debit',
      kind: 'lost',
      message: 'It is lost.',
      seed: 4,
      path: '7',
      strategy: 'pct',
      versions: { node: '24' },
      traceHash: FINDING.traceHash,
      plan: JSON.parse(JSON.stringify(FINDING.plan)) as unknown,
      steps: FINDING.steps,
    });
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.split('\n')[1]).toBe('  "format": "restate-sim finding",');
  });

  it('has what was allowed, and its standing', () => {
    const confirmation = { standing: 'confirmed', words: 'Confirmed.' } as const;
    expect(JSON.parse(findingText({ ...FINDING, allow: ['network'], confirmation }, {}))).toMatchObject({
      allow: ['network'],
      standing: 'confirmed',
      confirmation: 'Confirmed.',
    });
  });

  it('is read as it was written', () => {
    expect(readFinding(text, 'x.json')).toEqual(data);
    const full = findingText(
      { ...FINDING, allow: ['network', 'processes'], confirmation: { standing: 'advice', words: 'x' } },
      {},
    );
    expect(readFinding(full, 'x.json')).toMatchObject({ allow: ['network', 'processes'], standing: 'advice' });
    for (const standing of ['confirmed', 'not repeatable', 'simulator fault', 'advice'])
      expect(readFinding(JSON.stringify({ ...data, standing }), 'x')).toMatchObject({ standing });
    expect(readFinding(JSON.stringify({ ...data, path: '7:0:12' }), 'x').path).toBe('7:0:12');
  });
});

describe('refused is', () => {
  const read =
    (change: object): unknown =>
    () =>
      readFinding(JSON.stringify({ ...data, ...change }), 'x.json');
  const damaged = (why: string): UsageError => new UsageError('FINDING_DAMAGED', `x.json is damaged: ${why}.`);

  it('what is no complete JSON, or too deep', () => {
    expect(() => readFinding(text.slice(0, -5), 'x.json')).toThrow(damaged('it is not complete JSON'));
    expect(() => readFinding('['.repeat(100_000) + ']'.repeat(100_000), 'x.json')).toThrow(
      /^x\.json is damaged: it is .*deep/,
    );
  });

  it('what is no finding', () => {
    for (const other of ['null', '1', '{}', '{"format":"x"}', '[]'])
      expect(() => readFinding(other, 'x.json')).toThrow(
        new UsageError(
          'NOT_A_FINDING',
          'x.json is not a finding of restate-sim: it lacks "format": "restate-sim finding".',
        ),
      );
  });

  it('another version', () => {
    expect(read({ version: 2 })).toThrow(
      new UsageError('UNSUPPORTED_FINDING_VERSION', 'x.json has format version 2; this restate-sim reads version 1.'),
    );
    expect(read({ version: undefined })).toThrow('x.json has no format version; this');
  });

  it.each<readonly [object, string]>([
    [{ scenario: 1 }, 'it.scenario must be a string'],
    [{ invariant: 1 }, 'it.invariant must be a string'],
    [{ handler: 1 }, 'it.handler must be a string'],
    [{ kind: 1 }, 'it.kind must be a string'],
    [{ message: 1 }, 'it.message must be a string'],
    [{ seed: 'x' }, 'it.seed must be an integer'],
    [{ path: '1:' }, 'it.path must look like ^\\d+(:\\d+)*$'],
    [{ strategy: 'a b' }, 'it.strategy must look like ^[a-z]+$'],
    [{ versions: { a: 1 } }, 'it.versions.a must be a string'],
    [{ traceHash: 'xyz' }, 'it.traceHash must look like ^[0-9a-f]*$'],
    [{ steps: [1] }, 'it.steps[0] must be a string'],
    [{ allow: ['everything'] }, 'it.allow[0] must be one of network, '],
    [{ standing: 'x' }, 'it.standing must be one of confirmed, not repeatable, simulator fault, advice'],
    [{ confirmation: 1 }, 'it.confirmation must be a string'],
    [{ more: 1 }, 'it.more is not known'],
  ])('%o', (change, why) => {
    expect(read(change)).toThrow(`x.json is damaged: ${why}`);
  });

  it.each(['scenario', 'invariant', 'message', 'seed', 'traceHash', 'plan', 'steps'])('one without %s', (field) => {
    expect(read({ [field]: undefined })).toThrow(damaged(`it.${field} is missing`));
  });

  it('one whose plan is none', () => {
    expect(read({ plan: { version: 1 } })).toThrow('This is not a valid plan: the plan in x.json.scenario is missing.');
  });
});

describe('the name of a file', () => {
  it('has the scenario and the invariant, and differs by what is found', () => {
    expect(findingName(FINDING)).toMatch(/^bank-two-clients--money-is-neither-made-nor-lost-[0-9a-f]{8}$/);
    expect(findingName({ ...FINDING, message: 'Another.', seed: 9 })).toBe(findingName(FINDING));
    for (const change of [{ handler: 'x' }, { kind: 'x' }, { plan: plan('b') }])
      expect(findingName({ ...FINDING, ...change })).not.toBe(findingName(FINDING));
  });

  it('is short', () => {
    expect(findingName({ ...FINDING, scenario: 'x'.repeat(60), invariant: '--y--' })).toMatch(/^x{48}--y-[0-9a-f]{8}$/);
    expect(findingName({ ...FINDING, scenario: `${'x'.repeat(47)} y` })).toMatch(/^x{47}--money/);
  });
});
