/** Writes `objects/PRACTICES.md`: `node properties/guide/practices/write.ts`. */
import { writeFormatted } from '../../harness/write-formatted.ts';
import { practicesMd } from './practices-md.ts';

await writeFormatted(new URL('../../../objects/PRACTICES.md', import.meta.url), practicesMd());
