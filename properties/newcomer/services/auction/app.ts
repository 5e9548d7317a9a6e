import * as restate from '@restatedev/restate-sdk';
import { auction } from './auction.ts';

void restate.serve({ services: [auction] });
