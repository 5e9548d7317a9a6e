import * as restate from '@restatedev/restate-sdk';
import { session } from './session.ts';

export const services = [session];

restate.serve({ services, port: Number(process.env['PORT'] ?? 9080) });
