/** How the commands are called that messages tell people to type: it depends on what they have typed themselves. */
export interface Wording {
  /** What stands before the options of a search. */
  readonly search: string;
  /** The line that runs a saved finding once more. */
  replay(file: string): string;
  /** File for what a derived scenario lacks; absent where somebody has written the scenario. */
  readonly hints?: string;
}

let current: Wording = {
  search: 'npm run sim --',
  replay: (file) => `npm run sim -- --replay ${file}`,
};

/** Says how the commands are called in this process. */
export function useWording(wording: Wording): void {
  current = wording;
}

export function wording(): Wording {
  return current;
}
