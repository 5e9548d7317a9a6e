import type { Model } from '../../model.ts';

/** A history of which it is known whether some order explains it. */
export interface KnownHistory {
  readonly name: string;
  readonly model: Model<unknown>;
  readonly isLinearizable: boolean;
  readonly picture: string;
}
