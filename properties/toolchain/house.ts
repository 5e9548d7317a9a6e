// npm run house: words, references, names, borders and generated layer files; what the linter cannot see
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bordersCrossed } from './borders.ts';
import { ROOT, sources } from './imports.ts';
import { layerFiles } from './layer-outputs.ts';
import { misnamed } from './names/file-names.ts';
import { KEPT_NAMES } from './names/kept-names.ts';
import { aliases } from './names/object-names.ts';
import { danglingIn } from './references/references.ts';
import { refusedIn, texts } from './words/read.ts';

const pages = texts().filter((file) => file.endsWith('.md'));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const wrongNames = misnamed(sources().filter((file) => /^(sim|objects|reports)\//.test(file)));

const problems = [
  ...refusedIn(texts()).map(({ file, line, found, write }) => `${file}:${line}: "${found}": write ${write}`),
  ...[...sources(), ...pages]
    .flatMap((file) => danglingIn(file, read(file)))
    .map(({ file, reference }) => `${file}: refers to ${reference}, which does not exist`),
  ...sources().flatMap((file) => bordersCrossed(file, read(file)).map((what) => `${file}: ${what}`)),
  ...aliases().map(({ file, object }) => `${file}: the object is called ${object}; name the file after it`),
  ...wrongNames
    .filter(({ file }) => !KEPT_NAMES.includes(file))
    .map(({ file, exported }) => `${file}: exports ${exported} only; name the file after it`),
  ...(await layerFiles())
    .filter(({ file, text }) => read(file) !== text)
    .map(({ file }) => `${file}: does not match properties/toolchain/layers.ts; run npm run layers`),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
