import { serve } from '@restatedev/restate-sdk';
import delivery from './delivery.ts';
import driver from './driver.ts';

void serve({ services: [delivery, driver], port: 9080 });
