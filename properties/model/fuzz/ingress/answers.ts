import { bytesOf, filler, type Conversation } from './conversation.ts';
import { Wire, type Exchange } from './wire.ts';

/** What of the response to one request must be the same everywhere. */
export interface Answer {
  /** 0: the connection ended; -1: nothing came within the time limit. */
  readonly status: number;
  readonly reason: string;
  /** All headers but those of {@link UNCOMPARED}, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly interim: readonly number[];
  /** Whether the connection takes another request. */
  readonly isOpen: boolean;
}

/**
 * Headers that are not compared. All others matter: `content-type`, `x-restate-id`, `x-restate-error-source` and
 * `idempotency-expires` are what clients of Restate read; `vary` and `access-control-*` decide what a browser may read;
 * `content-length`, `transfer-encoding`, `connection` and `allow` say how to go on with the connection.
 */
export const UNCOMPARED: Readonly<Record<string, string>> = { date: 'the time of the response' };

/** Real time for a response. Nearly all arrive within a few ms, but the machine may be busy. */
const LIMIT_MS = 30_000;

/** The status of the output of an invocation that has not completed. */
const NOT_READY = 470;

/**
 * Sends the requests of a conversation, on one connection as long as the server keeps it.
 * @param tag makes the keys of this conversation its own
 */
export async function answersOf(url: string, { requests }: Conversation, tag: string): Promise<readonly Answer[]> {
  const ids: (string | undefined)[] = [];
  const answers: Answer[] = [];
  let wire = new Wire(url);
  try {
    for (const request of requests) {
      const isHead = request.method === 'HEAD';
      const bytes = bytesOf(request, filler(tag, ids));
      let exchange = await wire.exchange(bytes, isHead, LIMIT_MS);
      while (request.isRepeated === true && exchange.reply.status === NOT_READY)
        exchange = await wire.exchange(bytes, isHead, LIMIT_MS);
      ids.push(exchange.reply.headers.find(([name]) => name === 'x-restate-id')?.[1]);
      const isOpen = await takesMore(wire, exchange);
      answers.push(answerOf(exchange, isOpen, tag, ids));
      if (isOpen) continue;
      wire[Symbol.dispose]();
      wire = new Wire(url);
    }
  } finally {
    wire[Symbol.dispose]();
  }
  return answers;
}

const PROBE = Buffer.from('GET /restate/nope HTTP/1.1\r\nhost: x\r\n\r\n');

/** Asks for more where there was an answer, because a server does not always announce that it closes. */
async function takesMore(wire: Wire, { reply }: Exchange): Promise<boolean> {
  if (reply.status <= 0) return false;
  const { reply: probed } = await wire.exchange(PROBE, false, LIMIT_MS);
  return probed.status === 404;
}

function answerOf(
  { reply, interim }: Exchange,
  isOpen: boolean,
  tag: string,
  ids: readonly (string | undefined)[],
): Answer {
  const headers: Record<string, string> = {};
  for (const [name, value] of reply.headers) {
    if (UNCOMPARED[name] !== undefined) continue;
    headers[name] = headers[name] === undefined ? normal(value, tag, ids) : `${headers[name]} | ${value}`;
  }
  const body = normal(reply.body.toString('latin1'), tag, ids);
  return { status: reply.status, reason: reply.reason, headers, body, interim, isOpen };
}

/** Ids, times, stacks and the order of services (a hash map) differ from run to run of a real server, their forms do not. */
function normal(text: string, tag: string, ids: readonly (string | undefined)[]): string {
  let result = text;
  for (const [place, id] of ids.entries()) if (id !== undefined) result = result.replaceAll(id, `<id ${place + 1}>`);
  return result
    .replaceAll(tag, '{tag}')
    .replaceAll(/inv_1[0-9A-Za-z]{33}(?![0-9A-Za-z])/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/g, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?\+00:00/g, '<expiry>')
    .replaceAll(/\\n\\nStack backtrace:(?:[^"\\]|\\.)*/g, '')
    .replaceAll(
      /\{"services":\[(.*)\]\}/g,
      (_all, names: string) => `{"services":[${names.split(',').toSorted().join()}]}`,
    )
    .replaceAll(/"stacktrace":"(?:[^"\\]|\\.)*"/g, '"stacktrace":"<stack>"');
}
