import * as restate from '@restatedev/restate-sdk';
import { transfers } from './transfers';
import { wallet } from './wallet';

restate.serve({ services: [wallet, transfers] });
