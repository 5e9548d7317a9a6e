import * as restate from '@restatedev/restate-sdk';
import { provision } from './provision.ts';

restate.serve({ services: [provision], port: 9080 });
