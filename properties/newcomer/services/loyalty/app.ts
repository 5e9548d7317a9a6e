import * as restate from '@restatedev/restate-sdk';
import { points } from './points.ts';
import { shop } from './shop.ts';

restate.serve({ services: [points, shop] });
