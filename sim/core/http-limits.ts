/** Limits of what restate-server 1.7.12 reads of a request. Rule: docs/internals/runtime-semantics.md#ingress-http */

/** Of a body; a longer one is refused with 413. */
export const MAX_BODY_BYTES: number = 32 * 1024 * 1024;

/** Of path and query; a longer target is refused with 414. */
export const MAX_TARGET_BYTES = 65_534;

/** Of one request; more headers are refused with 431. */
export const MAX_HEADERS = 100;

/** Of the line of a request and its headers together, with the ends of their lines; a larger head is refused with 431. */
export const MAX_HEAD_BYTES: number = 8_192 + 4_096 * 100;
