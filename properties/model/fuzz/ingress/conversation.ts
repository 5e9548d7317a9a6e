/**
 * A raw request, as text in which each character is one byte. `{tag}` in it is the name of the conversation, and `{id1}`
 * the invocation id of the first reply.
 */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Whole lines, without their ends. */
  readonly headers: readonly string[];
  readonly lineEnd: '\r\n' | '\n';
  readonly body: RawBody;
  /** It asks for an output, and is sent again until the invocation has completed. */
  readonly isRepeated?: true;
}

export interface RawBody {
  readonly content: string;
  /** `declared`: after a content-length; `undeclared`: the headers say what there is. */
  readonly framing: 'none' | 'declared' | 'chunked' | 'undeclared';
}

/** Requests on one connection, one after another: each waits for the response to the one before it. */
export interface Conversation {
  readonly requests: readonly RawRequest[];
}

/** A request without oddities. @param framing by default as HTTP clients do it */
export function plainRequest(
  method: string,
  target: string,
  headers: readonly string[],
  content: string,
  framing: RawBody['framing'] = content === '' ? 'none' : 'declared',
): RawRequest {
  return { method, target, version: 'HTTP/1.1', headers, lineEnd: '\r\n', body: { content, framing } };
}

/** @param fill puts the tag and the ids in */
export function bytesOf(request: RawRequest, fill: (text: string) => string): Buffer {
  const { method, target, version, headers, lineEnd, body } = request;
  const content = fill(body.content);
  const framing =
    body.framing === 'declared'
      ? [`content-length: ${content.length}`]
      : body.framing === 'chunked'
        ? ['transfer-encoding: chunked']
        : [];
  const head = [`${method} ${target} ${version}`, ...headers, ...framing].map((line) => fill(line) + lineEnd).join('');
  return Buffer.from(head + lineEnd + (body.framing === 'chunked' ? inChunks(content) : content), 'latin1');
}

/** Two chunks, the second one with an extension, and no trailer. */
function inChunks(content: string): string {
  const half = Math.floor(content.length / 2);
  const chunks = [content.slice(0, half), content.slice(half)].filter((chunk) => chunk !== '');
  return `${chunks.map((chunk) => `${chunk.length.toString(16)};x=y\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}

/** @param id of the nth reply, where it has one */
export function filler(tag: string, ids: readonly (string | undefined)[]): (text: string) => string {
  return (text) =>
    text.replaceAll('{tag}', tag).replaceAll(/\{id(\d)\}/g, (whole, place: string) => ids[Number(place) - 1] ?? whole);
}

/** @returns the request in lines for a person, long parts cut */
export function shown(request: RawRequest): string {
  return JSON.stringify(bytesOf(request, (text) => text).toString('latin1')).replaceAll(
    /(.)\1{40,}/g,
    (run: string, letter: string) => `${letter}<${run.length} times>`,
  );
}
