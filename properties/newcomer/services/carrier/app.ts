import * as restate from '@restatedev/restate-sdk';
import { Shipments } from './shipment.ts';

const shipments = new Shipments({ token: process.env['CARRIER_TOKEN'] ?? 'test' });

restate.endpoint().bind(shipments.definition).listen();
