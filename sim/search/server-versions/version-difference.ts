import type { ServerVersion } from '../../core/server-version.ts';

/** Something that a run of the same requests does differently on two versions of the server. */
export interface VersionDifference {
  readonly kind: 'outcome' | 'order' | 'timing';
  /** The same for differences of which one example is enough. */
  readonly name: string;
  /** `Service/handler`; undefined where it belongs to none, as what happened outside. */
  readonly handler: string | undefined;
  /** A sentence about one example. */
  readonly message: string;
  /** By how much, in ms; 0 where that is no time. */
  readonly sizeMs: number;
  /** The version on which it fails, where it succeeds on the other one. */
  readonly failsOn?: ServerVersion;
}
