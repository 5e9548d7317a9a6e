import { serve } from '@restatedev/restate-sdk';
import { room } from './room';

serve({ services: [room] });
