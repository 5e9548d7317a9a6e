/** A word that stands for nothing in the field, and what to write instead. */
export interface RefusedWord {
  /** Matches it in prose: comments, strings, pages. */
  readonly prose: RegExp;
  /** The same as a part of identifiers and file names, in lower case; undefined if identifiers may have it. */
  readonly part?: string;
  readonly write: string;
}

/** Words that are refused in prose and in identifiers. CONTRIBUTING.md lists them too. */
export const REFUSED_WORDS: readonly RefusedWord[] = [
  word('told', 'reported, given, notified, received'),
  word('tell', 'report, print, show, notify'),
  word('tells', 'reports, prints, shows'),
  word('telling', 'reporting, printing'),
  word('nobody', 'no client, no handler, no user: name the actor'),
  word('somebody', 'a client, a handler, a user: name the actor'),
  word('whoever', 'the client, the caller, the handler that, code that'),
  phrase(/\bwhom\b/i, 'name the actor'),
  word('beside', 'next to, along with'),
  word('besides', 'in addition to, except'),
  ...['mend', 'mends', 'mended'].map((form) => word(form, 'fix, fixes, fixed')),
  ...['slip', 'slips'].map((form) => word(form, 'planted bug, bug, mistake')),
  ...['thaw', 'thaws', 'thawed'].map((form) => word(form, 'runToRest, resume')),
  ...['haunt', 'haunts', 'haunted'].map((form) => word(form, 'zombie')),
  word('stirred', 'touched'),
  word('astray', 'unknownAddress, unknown address'),
  word('temper', 'picks'),
  word('anew', 'again, from scratch'),
  word('kin', 'similar ones; or list them'),
  word('letters', 'characters'),
  ...['strike', 'strikes', 'struck'].map((form) => word(form, 'inject, injected; take effect; hit')),
  word('shall', 'must, will'),
  phrase(/\bin vain\b/i, 'without effect; every retry fails the same way'),
  phrase(/\b(?:come|comes|came|coming) to rest\b/i, 'settle, settled'),
  phrase(/\bwent another way\b/i, 'diverged on replay'),
  phrase(/\bno second time\b/i, 'not again'),
  phrase(/\b(?:is|are|was|were) letting go\b/i, 'released'),
  phrase(/\bcannot be said\b/i, 'undecided'),
  phrase(/\b(?:MOST|LONGEST|LEAST|FEWEST)_[A-Z_]+/, 'MAX_..., MIN_... with the unit: MAX_STEPS, MAX_WAIT_MS'),
  phrase(/\b(?:NO|A|AN|OTHER)_[A-Z_]+/, 'EMPTY_... for constants; NOT_AN_INTEGER, KEY_REQUIRED, WRONG_KIND for codes'),
];

function word(text: string, write: string): RefusedWord {
  return { prose: new RegExp(`(?<![\\w$])${text}(?![\\w$])`, 'i'), part: text, write };
}

function phrase(prose: RegExp, write: string): RefusedWord {
  return { prose, write };
}
