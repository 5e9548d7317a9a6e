import type { Answer } from './answers.ts';
import { plainRequest, type RawRequest } from './conversation.ts';
import { partsThatDiffer } from './parts.ts';

/** A difference between the real ingress and the simulated one that remains. */
export interface Excused {
  /** The difference in a phrase. */
  readonly name: string;
  /** Why it is not removed. */
  readonly reason: string;
  /** Requests that show it, for the test that it is still there. */
  readonly example: RawRequest;
  readonly applies: (request: RawRequest, real: Answer, sim: Answer) => boolean;
}

/** Every difference that the fuzzer finds and that remains, and why. docs/what-is-simulated.md lists them for users. */
export const EXCUSED: readonly Excused[] = [
  {
    name: 'why the body of a lookup, attach or output is not understood',
    reason: "the text is that of Rust's JSON parser, with its positions; status, code and the beginning are equal",
    example: plainRequest('POST', '/restate/lookup', [], '{"target":1}'),
    applies: (_request, real, sim) => {
      const [here, there] = [beginningOf(real.body), beginningOf(sim.body)];
      return here !== undefined && here === there && real.status === sim.status;
    },
  },
  {
    name: 'whether a connection lives on after a request whose body was not needed and had not arrived, or is longer than 8 KiB',
    reason: 'the server looks once for the rest of the body, and finds what has arrived by then',
    example: plainRequest('POST', '/S/nope', [], 'x'.repeat(9_000)),
    applies: (request, real, sim) =>
      request.body.content.length > 8_192 && partsThatDiffer(real, sim).every((part) => part === 'isOpen'),
  },
];

/** Differences that the fuzzer does not look for, and the test that shows each. The same page lists them, too. */
export const NOT_GENERATED: readonly (Pick<Excused, 'name' | 'reason'> & {
  readonly test: { readonly file: string; readonly title: string };
})[] = [
  {
    name: 'a head of more than 408 KiB, which the fuzzer does not generate',
    reason: 'the server takes up to 504 KiB where the bytes arrive in one go; a simulation refuses all with 431',
    test: {
      file: 'sim/test-environment/http/parse-head.test.ts',
      title: 'refuses a head of one byte more than the limit, complete or not, odd or not',
    },
  },
  {
    name: 'HTTP/2 without TLS on the port',
    reason:
      'the TypeScript client of Restate speaks HTTP/1 there; a simulation responds to the preface of HTTP/2 with 400',
    test: { file: 'properties/model/fuzz/ingress/ingress.deep.test.ts', title: 'differ in HTTP/2 without TLS' },
  },
  {
    name: 'a response that can never come',
    reason: 'a real server waits for ever; a simulation answers 500 after five seconds and names what waits',
    test: {
      file: 'properties/faces/test-environment/patience.test.ts',
      title: 'a response that can never come is a 500 that names what waits',
    },
  },
];

export function excuseOf(request: RawRequest, real: Answer, sim: Answer): Excused | undefined {
  return EXCUSED.find((excused) => excused.applies(request, real, sim));
}

function beginningOf(body: string): string | undefined {
  return /^.*"message":"cannot read body: invalid (?:lookup|request) body: /.exec(body)?.[0];
}
