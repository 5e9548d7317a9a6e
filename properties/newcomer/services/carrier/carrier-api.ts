import { read } from './http.ts';
import type { Label, Parcel } from './types.ts';

const API = 'https://api.carrier.example/v2';

export class CarrierApi {
  readonly #headers: Record<string, string>;

  constructor(token: string) {
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  async createLabel(shipment: string, parcel: Parcel): Promise<Label> {
    const body = JSON.stringify(parcel);
    const headers = { ...this.#headers, 'idempotency-key': shipment };
    return read(await fetch(`${API}/labels`, { method: 'POST', headers, body }));
  }
}
