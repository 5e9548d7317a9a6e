// npm run layers
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layerFiles } from './layer-outputs.ts';
import { ROOT } from './imports.ts';

for (const { file, text } of await layerFiles()) writeFileSync(join(ROOT, file), text);
