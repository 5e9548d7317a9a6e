import { serve } from '@restatedev/restate-sdk';
import { boxOffice } from './box-office.ts';
import { show } from './show.ts';

serve({ services: [show, boxOffice] });
