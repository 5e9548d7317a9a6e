import * as restate from '@restatedev/restate-sdk';
import { bank } from './bank.ts';
import { refundWorkflow } from './refund.ts';

restate.endpoint().bind(refundWorkflow(bank)).listen(9080);
