// npm run newcomer -- [--service NAME] [--seeds N] [--write]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeFormatted } from '../harness/write-formatted.ts';
import { SERVICES } from './catalogue.ts';
import { measure, type Measured } from './measure.ts';
import { Projects } from './project.ts';
import { tables } from './table.ts';

const BEGIN = '<!-- table: made by npm run newcomer -- --write -->';
const END = '<!-- end of the table -->';

const { values } = parseArgs({
  options: { service: { type: 'string' }, seeds: { type: 'string', default: '1' }, write: { type: 'boolean' } },
});
const wanted = SERVICES.filter(({ name }) => values.service === undefined || name.includes(values.service));
const projects = new Projects();
const measured: Measured[] = [];
try {
  // One after another: the seconds are those of a machine that does nothing else.
  for (const service of wanted) {
    const one = await measure(projects, service, Number(values.seeds));
    measured.push(one);
    const isRight = one.how === (typeof service.expected === 'string' ? service.expected : 'missed');
    console.error(`${isRight && one.alarms.length === 0 ? '✓' : '✗'} ${service.name}: ${one.how}`);
    for (const alarm of one.alarms) console.error(`    ${alarm}`);
    if (!isRight || one.alarms.length > 0) process.exitCode = 1;
  }
} finally {
  projects.remove();
}
console.log(tables(measured));
if (values.write === true) {
  const readme = new URL('README.md', import.meta.url);
  const text = readFileSync(readme, 'utf8');
  const [before, after] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  await writeFormatted(readme, `${before}${BEGIN}\n\n${tables(measured)}\n\n${after}`);
}
