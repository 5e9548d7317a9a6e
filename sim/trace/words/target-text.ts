import { short } from './payload-text.ts';

/**
 * @param max characters of each part
 * @returns `BankAccount/ann/transfer`, with long parts cut and hidden characters made visible
 */
export function targetText(
  { service, key, handler }: { readonly service: string; readonly key?: string | undefined; readonly handler: string },
  max: number = 24,
): string {
  return [service, key, handler]
    .flatMap((part) => (part === undefined || part === '' ? [] : [short(part, max)]))
    .join('/');
}
