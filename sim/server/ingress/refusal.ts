import { isVisibleAscii } from '../../core/visible-ascii.ts';

/** The ingress refuses a request by itself; no invocation is touched. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

/**
 * @param name of a header, in lower case
 * @returns the value
 * @throws {Refusal} when it has a character other than visible ASCII, blanks and tabs
 */
export function checkAscii(name: string, value: string): string {
  if (!isVisibleAscii(value)) throw new Refusal(400, `bad header ${name}: ToStrError { _priv: () }`);
  return value;
}

export const methodNotAllowed = (): Refusal => new Refusal(405, 'method not allowed');

export const notFound = (): Refusal => new Refusal(404, 'not found');

export const serviceNotFound = (service: string): Refusal =>
  new Refusal(404, `service '${service}' not found, make sure to register the service before calling it.`);

export const handlerNotFound = (service: string, handler: string): Refusal =>
  new Refusal(
    404,
    `the service '${service}' exists, but the handler '${handler}' was not found, check that the handler exists in ` +
      'the latest registered service version.',
  );

export const badServicePath = (): Refusal =>
  new Refusal(400, 'bad path, expected either /:service-name/:handler or /:object-name/:object-key/:handler');

export const badApiPath = (): Refusal =>
  new Refusal(
    400,
    'bad path, expected /restate/call/:service/:handler, /restate/send/:service/:handler, ' +
      '/restate/scope/:scope/call/:service/:handler, /restate/attach/:invocation_id, ' +
      '/restate/output/:invocation_id, or /restate/lookup',
  );

export const badAwakeablesPath = (): Refusal =>
  new Refusal(400, 'bad path, expected either /restate/awakeables/:id/resolve or /restate/awakeables/:id/reject');

export const badInvocationPath = (): Refusal =>
  new Refusal(
    400,
    'bad path, expected either /restate/invocation/:invocation_id/output or ' +
      '/restate/invocation/:invocation_id/attach or ' +
      '/restate/invocation/:invocation_target/:idempotency_key/output or ' +
      '/restate/invocation/:invocation_target/:idempotency_key/attach',
  );

export const badWorkflowPath = (): Refusal =>
  new Refusal(
    400,
    'bad path, expected either /restate/workflow/:workflow_name/:workflow_key/output or ' +
      '/restate/workflow/:workflow_name/:workflow_key/attach',
  );
