import * as restate from '@restatedev/restate-sdk';
import { checkout } from './checkout.js';
import { inventory } from './inventory.js';

restate.serve({ services: [checkout, inventory], port: 9080 });
