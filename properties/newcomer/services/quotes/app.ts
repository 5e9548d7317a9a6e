import * as restate from '@restatedev/restate-sdk';
import { quotes } from './quote.ts';

restate.serve({ services: [quotes] });
