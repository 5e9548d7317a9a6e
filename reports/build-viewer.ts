import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildViewer } from './html/viewer.ts';

// The package contains the built viewer, because its users have no bundler.
const { script, style } = await buildViewer();
const [given] = process.argv.slice(2);
const folder = given === undefined ? new URL('../dist/reports/html/', import.meta.url) : pathToFileURL(`${given}/`);
writeFileSync(new URL('viewer.bundle.js', folder), script);
writeFileSync(new URL('viewer.bundle.css', folder), style);
