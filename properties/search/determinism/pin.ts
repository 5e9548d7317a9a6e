import { ALL } from '../../../scenarios/index.ts';
import { writeFormatted } from '../../harness/write-formatted.ts';
import { hashesOf } from './hashes.ts';

await writeFormatted(new URL('pins.json', import.meta.url), JSON.stringify(await hashesOf(ALL), undefined, 2));
