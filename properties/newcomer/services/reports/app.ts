import * as restate from '@restatedev/restate-sdk';
import { reportJob } from './report-job.ts';

restate.serve({ services: [reportJob] });
