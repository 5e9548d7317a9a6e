import * as restate from '@restatedev/restate-sdk';
import { account } from './account.ts';
import { webhooks } from './webhooks.ts';

restate.serve({ services: [webhooks, account] });
