import { MalformedHead } from './malformed-head.ts';

/**
 * Reads the target of a request line by the rules of restate-server's URI library (crate `http`): more than RFC 3986 allows,
 * non-ASCII UTF-8 for example, and nothing is resolved or encoded.
 * @param target UTF-8, each character is one byte
 * @returns path and query as text, without a fragment; an empty text for a target that is an authority (`host:80`)
 * @throws {MalformedHead} when the target is no URI
 */
export function pathAndQueryOf(target: string): string {
  if (target === '*') return target;
  if (target.startsWith('/')) return pathAndQuery(target);
  const scheme = schemeOf(target);
  if (scheme === undefined) {
    if (authorityLength(target) !== target.length) throw new MalformedHead();
    return '';
  }
  const rest = target.slice(scheme.length + '://'.length);
  const end = authorityLength(rest);
  if (end === 0) throw new MalformedHead();
  const path = rest.slice(end);
  if (path === '') return '/';
  const read = pathAndQuery(path);
  return read.startsWith('/') ? read : `/${read}`;
}

const PATH = /^[!"$-;=@-_a-~\x80-\xff]*$/;
const QUERY = /^[!$-;=?-~\x80-\xff]*$/;

function pathAndQuery(target: string): string {
  const mark = target.indexOf('?');
  const path = target.slice(0, mark < 0 ? undefined : mark);
  const fragment = path.indexOf('#');
  if (fragment >= 0) return checked(path.slice(0, fragment), PATH);
  if (mark < 0) return checked(path, PATH);
  const [query = ''] = target.slice(mark + 1).split('#', 1);
  return `${checked(path, PATH)}?${checked(query, QUERY)}`;
}

function checked(part: string, allowed: RegExp): string {
  if (!allowed.test(part)) throw new MalformedHead();
  return Buffer.from(part, 'latin1').toString('utf8');
}

const MAX_SCHEME_LENGTH = 64;

/** @returns the scheme of an absolute URI; undefined where none is */
function schemeOf(target: string): string | undefined {
  const scheme = /^[A-Za-z0-9+.~-]*(?=:\/\/)/.exec(target)?.[0];
  if (scheme !== undefined && scheme.length > MAX_SCHEME_LENGTH) throw new MalformedHead();
  return scheme;
}

/** @throws {MalformedHead} when there is a character, a colon or a bracket that an authority cannot have */
function authorityLength(text: string): number {
  const end = text.search(/[/?#]/);
  const authority = end < 0 ? text : text.slice(0, end);
  const [userinfo, ...hosts] = authority.split('@');
  if (!/^[!$&-;=@A-Z[\]_a-z~%]*$/.test(authority)) throw new MalformedHead();
  const host = hosts.at(-1) ?? userinfo ?? '';
  if (hosts.length > 0 && host === '') throw new MalformedHead();
  if (!/^(\[[^[\]%]*\]|[^[\]:%]*)(:[^:[\]%]*)?$/.test(host)) throw new MalformedHead();
  return authority.length;
}
