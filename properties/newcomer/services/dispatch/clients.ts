import type { Context } from '@restatedev/restate-sdk';
import type { DeliveryApi } from './delivery.ts';
import type { DriverApi } from './driver.ts';

const DELIVERY: DeliveryApi = { name: 'Delivery' };
const DRIVER: DriverApi = { name: 'Driver' };

export const delivery = (ctx: Context, id: string) => ctx.objectClient(DELIVERY, id);
export const sendDelivery = (ctx: Context, id: string) => ctx.objectSendClient(DELIVERY, id);
export const driver = (ctx: Context, id: string) => ctx.objectClient(DRIVER, id);
