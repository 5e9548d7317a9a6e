// npm run docs
import { API_REFERENCE, writeApiReference } from './api-reference.ts';

writeApiReference(API_REFERENCE);
