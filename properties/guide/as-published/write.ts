/**
 * Writes `objects/as-published/DEFECTS.md` and the stories in `objects/as-published/defects/` from what was found:
 * `node properties/guide/as-published/write.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { defectsMd } from './defects-md.ts';
import { LISTINGS } from './listings.ts';
import { storyFrom } from './shown-again.ts';
import { storedFindings } from './store.ts';
import { storiesMd, type Story } from './stories-md.ts';

const PUBLISHED = new URL('../../../objects/as-published/', import.meta.url);

const findings = storedFindings();
const stories = new Map<number, Story>();
for (const finding of findings) stories.set(finding.number, await storyFrom(finding));

writeFileSync(new URL('DEFECTS.md', PUBLISHED), defectsMd());
mkdirSync(new URL('defects/', PUBLISHED), { recursive: true });
for (const listing of LISTINGS)
  writeFileSync(new URL(`defects/${listing.slug}.md`, PUBLISHED), storiesMd(listing, findings, stories));
