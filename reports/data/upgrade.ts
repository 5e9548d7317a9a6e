/** Where the deploy of a new version is safe, and where it is not. */
export interface ReportUpgrade {
  readonly deploys: number;
  /** Different points of journals at which they were made. */
  readonly points: number;
  readonly handlers: readonly UpgradeHandler[];
  /** Handlers that were never in flight at a deploy. */
  readonly never: readonly string[];
  /** What the old version breaks without an upgrade, in words. */
  readonly before: readonly string[];
}

/** The two versions of a handler, side by side. */
export interface UpgradeHandler {
  /** `Service/handler`. */
  readonly handler: string;
  /** The routes by which the new version arrived, each with where that is safe, in words. */
  readonly routes: readonly { readonly name: string; readonly words: string; readonly isSafe: boolean }[];
  readonly rows: readonly UpgradeRow[];
}

/** An entry of the journal. */
export interface UpgradeRow {
  /** The input is 0. */
  readonly entry: number;
  /** The entry of the old version, as code; absent behind its last. */
  readonly old?: string;
  readonly next?: string;
  /** For each route: what a deploy does while an invocation stands at this entry. */
  readonly states: readonly UpgradeState[];
}

/** `depends`: it breaks before, within or after the entry, and not at all three; `untried`: no invocation stood there. */
export type UpgradeState = 'safe' | 'breaks' | 'depends' | 'untried';
