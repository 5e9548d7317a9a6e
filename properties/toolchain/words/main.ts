// npm run words
import { refusedIn, texts } from './read.ts';

const readings = refusedIn(texts());
for (const { file, line, found, write } of readings) console.error(`${file}:${line}: "${found}": write ${write}`);
if (readings.length > 0) {
  console.error(`${readings.length} refused words. The list is properties/toolchain/words/refused-words.ts.`);
  process.exitCode = 1;
}
