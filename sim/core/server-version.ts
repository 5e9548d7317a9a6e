/** A version of restate-server whose behaviour is modelled. */
export type ServerVersion = '1.7' | '1.8';

/** Every version, oldest first. */
export const SERVER_VERSIONS: readonly ServerVersion[] = ['1.7', '1.8'];

/** The newest one that npm has as a stable release. */
export const DEFAULT_SERVER_VERSION: ServerVersion = '1.7';
