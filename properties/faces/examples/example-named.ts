import type { Report } from '../../../reports/data/report.ts';
import { CASES } from './cases.ts';
import { exampleReport } from './example-report.ts';

const made = new Map<string, Promise<Report>>();

/** The report of an example, made once for all tests of a thread. @param file name of the example, such as `deadlock` */
export function exampleNamed(file: string): Promise<Report> {
  const found = CASES.find((example) => example.file === file);
  if (found === undefined) throw new Error(`There is no example ${file}.`);
  const report = made.get(file) ?? exampleReport(found);
  made.set(file, report);
  return report;
}
