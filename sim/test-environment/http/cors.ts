/**
 * The server lets pages of every origin ask. All responses that a request is read for have these headers.
 * @param headers of the request, names in lower case
 */
export function corsHeaders(
  method: string,
  headers: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const asked = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
  const result: (readonly [string, string])[] = [
    ['vary', 'origin, access-control-request-method, access-control-request-headers'],
    ['access-control-allow-credentials', 'true'],
  ];
  if (method === 'OPTIONS') {
    const methods = asked('access-control-request-method');
    const names = asked('access-control-request-headers');
    if (methods !== undefined) result.push(['access-control-allow-methods', methods]);
    if (names !== undefined) result.push(['access-control-allow-headers', names]);
  }
  const origin = asked('origin');
  if (origin !== undefined) result.push(['access-control-allow-origin', origin]);
  return result;
}
