import type { HandlerOptions } from '../../attempt/definition.ts';
import { Refusal } from './refusal.ts';

/**
 * Checks a body and its content type against what the handler's discovery document declares. An empty body without a
 * content type is always accepted; the content of the body is not checked.
 * @throws {Refusal} when it does not fit
 */
export function checkInput(options: HandlerOptions, contentType: string | undefined, body: Uint8Array): void {
  if (body.length === 0 && contentType === undefined) return;
  const { accept } = options;
  if (accept === undefined) {
    const shown = contentType === undefined ? 'None' : `Some(${JSON.stringify(contentType)})`;
    throw invalid(`Expected body and content-type to be empty, but wasn't with content-type '${shown}'`);
  }
  if (contentType === undefined) throw invalid('Empty content-type');
  if (!matches(accept, contentType)) throw invalid(`Content-type '${contentType}' does not match '${accept}'`);
  if (options.inputHasSchema && body.length === 0) throw invalid('Empty body not allowed');
}

/** Case-sensitive; parameters such as a charset are ignored. */
function matches(accept: string, contentType: string): boolean {
  if (accept === '*/*' || accept === contentType) return true;
  const [type, subtype] = accept.trim().split('/', 2);
  const given = contentType.replace(/;.*$/s, '').trim();
  if (!given.includes('/')) return false;
  const [givenType, givenSubtype] = [given.slice(0, given.indexOf('/')), given.slice(given.indexOf('/') + 1)];
  return givenType === type && (subtype === '*' || givenSubtype === subtype);
}

function invalid(why: string): Refusal {
  return new Refusal(400, `input validation error: ${why}`);
}
