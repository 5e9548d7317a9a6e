import * as restate from '@restatedev/restate-sdk';
import { CarrierApi } from './carrier-api.ts';
import type { Label, Parcel } from './types.ts';

type State = { label: Label };

export class Shipments {
  readonly definition;

  constructor(options: { token: string }) {
    const api = new CarrierApi(options.token);
    this.definition = restate.object({
      name: 'Shipment',
      handlers: {
        book: async (ctx: restate.ObjectContext<State>, parcel: Parcel): Promise<Label> => {
          const booked = await ctx.get('label');
          if (booked !== null) return booked;
          const label = await ctx.run('create label', () => api.createLabel(ctx.key, parcel));
          ctx.set('label', label);
          return label;
        },
        label: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>) => ctx.get('label')),
      },
    });
  }
}
