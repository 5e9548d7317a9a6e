import type { BankApi } from './types.ts';

const BASE = 'https://bank.example.com/refunds';

/** The client of the bank's HTTP API. */
export const bank: BankApi = {
  async refund({ id, cents }) {
    const response = await fetch(`${BASE}/${id}`, { method: 'PUT', body: JSON.stringify({ cents }) });
    if (!response.ok) throw new Error(`bank: ${response.status}`);
  },
  async close(id) {
    const response = await fetch(`${BASE}/${id}`, { method: 'DELETE' });
    if (!response.ok) throw new Error(`bank: ${response.status}`);
    return ((await response.json()) as { paid: boolean }).paid;
  },
};
