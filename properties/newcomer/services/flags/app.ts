import * as restate from '@restatedev/restate-sdk';
import pages from './decisions.ts';
import flag from './flag.ts';

const services = [flag, pages];
restate.serve({ services, port: 9080 });
