import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { ROOT } from '../imports.ts';
import { headingsOf } from './headings.ts';

/** A reference to something that does not exist. */
export interface Dangling {
  readonly file: string;
  readonly reference: string;
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A path from the root of the repository, with an anchor if it is a page; braces and stars as in globs. */
const PATH = /(?<![\w./@-])(?:sim|objects|scenarios|properties|reports|docs)\/[\w{},*/.-]*[\w}*/](?:#[\w-]+)?/g;
/** A page in the root, by its name. */
const PAGE = /(?<![\w./-])[A-Z]{4,}\.md\b/g;
const SCRIPT = /\bnpm run (?:-s )?([a-z][\w-]*(?::[\w-]+)*)/g;
/** A link of a page to another one or to a part of itself. */
const LINK = /\]\((?!https?:)([^)\s]+)\)/g;

/** @returns the references of a page (Markdown) or of the comments of a source that lead nowhere */
export function danglingIn(file: string, content: string): readonly Dangling[] {
  const texts = file.endsWith('.md') ? [content] : parseSync(file, content).comments.map(({ value }) => value);
  const paths = texts
    .flatMap((text) => [...text.matchAll(PATH)].map(([path]) => path))
    .filter((path) => !pathExists(path));
  const pages = texts
    .flatMap((text) => [...text.matchAll(PAGE)].map(([name]) => name))
    .filter((name) => !pageExists(name));
  const commands = texts
    .flatMap((text) => [...text.matchAll(SCRIPT)].map(([, name = '']) => name))
    .filter((name) => scripts[name] === undefined)
    .map((name) => `npm run ${name}`);
  const links = file.endsWith('.md')
    ? [...content.matchAll(LINK)]
        .map(([, link = '']) => link)
        .filter((link) => !linkLeadsSomewhere(file, content, link))
    : [];
  return [...new Set([...paths, ...pages, ...commands, ...links])].map((reference) => ({ file, reference }));
}

function pathExists(reference: string): boolean {
  const [path = '', anchor] = reference.split('#');
  // A sentence may end behind the path; a built or made folder is named with its slash.
  const exists = globSync(path.replace(/[.,]+$/, ''), { cwd: ROOT }).length > 0 || MADE.test(path);
  return exists && (anchor === undefined || hasAnchor(readFileSync(join(ROOT, path), 'utf8'), anchor));
}

/** Folders that commands make. */
const MADE = /^docs\/api\b/;

function pageExists(name: string): boolean {
  return globSync(`{.,docs,objects,objects/*,properties/*,properties/*/*}/${name}`, { cwd: ROOT }).length > 0;
}

function linkLeadsSomewhere(file: string, content: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  if (path === '') return hasAnchor(content, anchor ?? '');
  const target = join(ROOT, dirname(file), path);
  if (!existsSync(target)) return MADE.test(join(dirname(file), path));
  return anchor === undefined || !target.endsWith('.md') || hasAnchor(readFileSync(target, 'utf8'), anchor);
}

function hasAnchor(page: string, anchor: string): boolean {
  return page.includes(`<a id="${anchor}"></a>`) || headingsOf(page).some((heading) => heading.anchor === anchor);
}
