import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { count } from '../../core/count.ts';
import { UsageError } from '../../core/errors.ts';
import type { JournalsHeader } from '../../exported/exported-journal.ts';
import { journalsFrom, type Selection } from '../../exported/from-server.ts';
import { Contents } from '../../exported/contents.ts';
import { Redaction } from '../../exported/redact.ts';
import { JournalsWriter } from '../../exported/write-journals.ts';
import { AdminApi } from '../../real-server/admin-api.ts';
import { readJsonFile } from '../../report/text-file.ts';
import { writing } from '../../report/writing.ts';
import { misfit } from '../../search/plan/schema.ts';
import type { Values } from '../declared-options.ts';
import { print, printLine, type Terminal } from '../terminal.ts';

/** Where journals are written by default. */
const FILE = 'journals.jsonl';

/** The variable of the environment with a token, as the command line of Restate has it. */
const TOKEN = 'RESTATE_AUTH_TOKEN';

/**
 * Exports journals from a server, through the SQL of its admin API, which can only read.
 * @returns the exit status: 0 all were exported, 2 there were none, or some changed while they were read
 * @throws {UsageError} when the server cannot be reached, or refuses the request
 */
export async function exportJournals(terminal: Terminal, values: Values): Promise<number> {
  const { admin, out = FILE } = values;
  if (admin === undefined) {
    throw new UsageError(
      'OPTION_REQUIRED',
      '`journals export` reads a server; name its admin API: --admin http://localhost:9070.',
    );
  }
  const api = new AdminApi(admin, tokenOf(values));
  const redacted = redactedBy(values.redact);
  const { server, uniqueSeeds } = await api.about();
  const redaction = new Redaction(redacted);
  const contents = new Contents();
  // Under another name until it is whole: an export that ends in the middle replaces nothing.
  const unfinished = `${out}.part`;
  const writer = await writing(out, () => new JournalsWriter(unfinished, { server, redacted, uniqueSeeds }));
  try {
    for await (const journal of journalsFrom(api, selectionOf(values))) {
      contents.add(journal);
      await writing(out, () => writer.write(redaction.of(journal)));
    }
    await writing(out, () => {
      writer.close();
      // A request that nothing fits must not replace an export that is there.
      if (writer.count > 0) renameSync(unfinished, out);
    });
  } catch (error) {
    throw awayWhileReading(error, admin, out);
  } finally {
    rmSync(unfinished, { force: true });
  }
  if (writer.count === 0) {
    print(terminal, `No invocation on restate-server ${server} fits, so ${out} was not written.`, '', 'yellow');
    return 2;
  }
  terminal.out(
    `${out}: ${count(writer.count, 'journal')} of ${count(contents.handlers.length, 'handler')}, from restate-server ${server}`,
  );
  for (const { handler, journals, rows, inFlight } of contents.handlers) {
    const open = inFlight === 0 ? '' : `, ${inFlight} in flight`;
    printLine(terminal, `  ${handler}: ${count(journals, 'journal')}, ${count(rows, 'row')}${open}`);
  }
  print(terminal, `It contains ${contents.inWords(redacted)}.`, '  ');
  for (const note of contents.notes) print(terminal, `note: ${note}`, '  ', 'yellow');
  return contents.notes.length > 0 ? 2 : 0;
}

/** @returns a sentence in place of an error of the network; any other error as it is */
function awayWhileReading(error: unknown, admin: string, out: string): unknown {
  if (error instanceof UsageError || !(error instanceof Error && 'code' in error)) return error;
  return new UsageError(
    'SERVER_UNREACHABLE',
    `${admin} stopped answering while journals were read (${String(error.code)}), so ${out} was not written; export again.`,
  );
}

function tokenOf({ tokenFile }: Values): string | undefined {
  if (tokenFile === undefined) return process.env[TOKEN];
  if (!existsSync(tokenFile))
    throw new UsageError('FILE_UNREADABLE', `${tokenFile} cannot be read: there is no such file.`);
  return readFileSync(tokenFile, 'utf8').trim();
}

function selectionOf({ invocation, service, status, deployment, limit }: Values): Selection {
  return {
    ...(invocation !== undefined && { ids: invocation }),
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
    ...(deployment !== undefined && { deployment }),
    ...(limit !== undefined && { limit }),
  };
}

/** @throws {UsageError} when the file is no list of names of fields */
function redactedBy(redact: string | undefined): JournalsHeader['redacted'] {
  if (redact === undefined) return 'nothing';
  if (redact === 'all') return 'all';
  const data = readJsonFile(redact, 'INVALID_REDACTION');
  const problem = misfit(data, { type: 'array', items: { type: 'string' } }, redact);
  if (problem === undefined) return data as readonly string[];
  throw new UsageError(
    'INVALID_REDACTION',
    `${problem}; --redact takes \`all\`, or a list of names of fields, such as ["email"].`,
  );
}
