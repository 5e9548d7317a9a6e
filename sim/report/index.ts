/**
 * Reports of searches: one HTML page that needs nothing else, JUnit XML, annotations and a summary for GitHub.
 *
 * @module restate-sim/report
 *
 * @example
 * import { campaign } from 'restate-sim';
 * import { reportOf, writeReport } from 'restate-sim/report';
 *
 * const result = await campaign(transfers, { seed: 42, runs: 300, judgeReach: false });
 * await writeReport('report.html', await reportOf([{ scenario: transfers, result }], { seed: 42 }));
 */
export { reportOf } from './report-of.ts';
export type { ReportOptions, Searched } from './report-of.ts';
export type { GivenCommands as ReportCommands } from './user-commands.ts';
export { writeReport } from '../../reports/write.ts';
export { annotationsOf } from '../../reports/faces/github.ts';
export { junitOf } from '../../reports/faces/junit.ts';
export { markdownOf } from '../../reports/faces/markdown.ts';
export type { Report } from '../../reports/data/report.ts';
