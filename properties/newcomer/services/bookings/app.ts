import * as restate from '@restatedev/restate-sdk';
import { booking } from './booking.ts';
import { calendar } from './calendar.ts';

export default restate.endpoint().bind(booking).bind(calendar);
