import './look.css';
import { render } from 'preact';
import { REPORT_FORMAT, REPORT_VERSION, type Report } from '../data/report.ts';
import { App } from './app.tsx';

const data = document.getElementById('report-data')?.textContent ?? '';
const root = document.getElementById('app');
const report = read(data);
if (root !== null && report !== undefined) {
  // The page already has the same content in plain HTML.
  root.replaceChildren();
  render(<App report={report} />, root);
  requestAnimationFrame(() => setTimeout(() => performance.mark('report drawn')));
}

/** @returns undefined when it is of a version that this viewer does not know: then the plain page stays */
function read(text: string): Report | undefined {
  const found = JSON.parse(text) as Report;
  return found.format === REPORT_FORMAT && found.version === REPORT_VERSION ? found : undefined;
}
