/** Writes `objects/as-published/DEFECTS.md` from what was found: `node properties/guide/as-published/write.ts`. */
import { writeFileSync } from 'node:fs';
import { defectsMd } from './defects-md.ts';
import { FOLDER } from './rows.ts';

writeFileSync(new URL('../../../objects/as-published/DEFECTS.md', FOLDER), defectsMd());
