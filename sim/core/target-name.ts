/** @returns `Service/key/handler`, or `Service/handler` for a plain service, or the handler alone when the service is empty */
export function targetName(target: {
  readonly service: string;
  readonly key?: string | undefined;
  readonly handler: string;
}): string {
  const { service, key, handler } = target;
  return [service === '' ? undefined : service, key, handler].filter((part) => part !== undefined).join('/');
}
