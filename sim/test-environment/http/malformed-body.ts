/** The bytes of a body are not framed as they must be; the message is the one of the server's HTTP library. */
export class MalformedBody extends Error {
  /** @param error as the library shows it */
  constructor(kind: 'InvalidInput' | 'InvalidData', error: string) {
    super(`hyper::Error(Body, Custom { kind: ${kind}, error: ${error} })`);
  }
}

export const invalidInput = (why: string): MalformedBody => new MalformedBody('InvalidInput', `"${why}"`);
export const invalidData = (why: string): MalformedBody => new MalformedBody('InvalidData', `"${why}"`);
