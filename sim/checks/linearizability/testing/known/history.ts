import type { Model } from '../../model.ts';

/** A history with a known verdict. */
export interface KnownHistory {
  readonly name: string;
  readonly model: Model<unknown>;
  readonly isLinearizable: boolean;
  readonly picture: string;
}
