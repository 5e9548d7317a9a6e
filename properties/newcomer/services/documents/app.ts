import * as restate from '@restatedev/restate-sdk';
import { bucket } from './bucket.ts';
import { Documents } from './document.ts';

restate.serve({ services: [new Documents(bucket).object] });
