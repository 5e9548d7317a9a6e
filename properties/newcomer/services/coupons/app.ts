import { serve } from '@restatedev/restate-sdk';
import { coupon } from './coupon.ts';

serve({ services: [coupon], port: 9080 });
