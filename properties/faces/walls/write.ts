/** Writes `docs/ways-out.md`. */
import { writeFormatted } from '../../harness/write-formatted.ts';
import { PAGE, pageText } from './page.ts';

await writeFormatted(PAGE, pageText());
