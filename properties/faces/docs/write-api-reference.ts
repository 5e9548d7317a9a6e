// npm run docs
import { writeFileSync } from 'node:fs';
import { API_REFERENCE, writeApiReference } from './api-reference.ts';
import { ERRORS_PAGE, errorsPage } from './errors-page.ts';

writeFileSync(ERRORS_PAGE, errorsPage());
writeApiReference(API_REFERENCE);
