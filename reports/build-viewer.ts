import { writeFileSync } from 'node:fs';
import { buildViewer } from './html/viewer.ts';

// The package carries the viewer as it is built here, because whoever installs it has no bundler.
const { script, style } = await buildViewer();
const folder = new URL('../dist/reports/html/', import.meta.url);
writeFileSync(new URL('viewer.bundle.js', folder), script);
writeFileSync(new URL('viewer.bundle.css', folder), style);
