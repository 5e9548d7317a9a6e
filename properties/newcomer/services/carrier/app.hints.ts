import type { HttpStubs } from 'restate-sim';

export const examples = {
  'Shipment/book': [
    { postcode: '10115', grams: 900 },
    { postcode: 'nowhere', grams: 900 },
  ],
};

/** The carrier is busy at first, and refuses a wrong postcode. */
export const http: HttpStubs = {
  'POST https://api.carrier.example/v2/labels': (request) => {
    const { postcode } = request.json() as { postcode: string };
    if (postcode === 'nowhere') return new Response('unknown postcode', { status: 422 });
    if (request.attempt === 1) return new Response('', { status: 429, headers: { 'retry-after': '2' } });
    return { tracking: 't-1' };
  },
};
