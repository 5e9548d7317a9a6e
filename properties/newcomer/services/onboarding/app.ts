import * as restate from '@restatedev/restate-sdk';
import { onboarding } from './onboarding.ts';

await restate.serve({ services: [onboarding], port: Number(process.env['PORT'] ?? 9080) });
