import * as restate from '@restatedev/restate-sdk';
import series from './series.ts';

restate.serve({ services: [series], port: 9080 });
