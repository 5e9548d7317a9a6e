import type { DeclaredOption } from '../declared-options.ts';
import * as read from '../option-values.ts';

/** Which invocations are meant. */
const STATUSES = ['in-flight', 'completed'] as const;
export type Status = (typeof STATUSES)[number];

type JournalOption = 'admin' | 'tokenFile' | 'invocation' | 'service' | 'status' | 'deployment' | 'limit' | 'redact';

const JOURNALS = 'Which journals:';

/** The options of `journals export`, which say where journals are read and which of them. */
export const JOURNAL_OPTIONS: Readonly<Record<JournalOption, DeclaredOption>> = {
  admin: {
    flags: '--admin <url>',
    about: 'the admin API of a server, such as http://localhost:9070; it is only read',
    group: JOURNALS,
    commands: ['journals'],
    read: read.url,
  },
  tokenFile: {
    flags: '--token-file <file>',
    about: 'a file with the token for the admin API (default: RESTATE_AUTH_TOKEN of the environment, if it is set)',
    group: JOURNALS,
    commands: ['journals'],
    read: read.text,
  },
  invocation: {
    flags: '--invocation <id>',
    about: 'only this invocation; may be repeated',
    group: JOURNALS,
    commands: ['journals'],
    read: read.invocation,
    repeats: true,
  },
  service: {
    flags: '--service <name>',
    about: 'only invocations of this service',
    group: JOURNALS,
    commands: ['journals'],
    read: read.text,
  },
  status: {
    flags: '--status <status>',
    about: 'in-flight or completed: only those invocations',
    group: JOURNALS,
    commands: ['journals'],
    read: (text) => read.oneOf(text, STATUSES, 'UNKNOWN_STATUS', 'status'),
  },
  deployment: {
    flags: '--deployment <id>',
    about: 'only invocations that are pinned to this deployment (dp_...)',
    group: JOURNALS,
    commands: ['journals'],
    read: read.text,
  },
  limit: {
    flags: '--limit <n>',
    about: 'at most so many, the latest',
    group: JOURNALS,
    commands: ['journals'],
    read: read.positiveInteger,
  },
  redact: {
    flags: '--redact <what>',
    about: 'replace values by their shapes: all, or a JSON file with names of fields, such as ["email"]',
    group: JOURNALS,
    commands: ['journals'],
    read: read.text,
  },
};
