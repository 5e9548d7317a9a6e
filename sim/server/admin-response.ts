/** A response of the admin API: a status, and a body where there is one. */
export interface AdminResponse {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export const done = (status: number): AdminResponse => ({ status, body: undefined });

/** @param code of the documentation, such as META0006 */
export const refused = (status: number, message: string, code: string | null = null): AdminResponse => ({
  status,
  body: { message, restate_code: code },
});
