export const keys = { Delivery: ['d1', 'd2'], Driver: ['max', 'eva'] };

export const examples = {
  'Delivery/assign': [
    { driver: 'max', address: '1 Main St' },
    { driver: 'eva', address: '2 Side St' },
  ],
  'Delivery/changeAddress': ['3 New St'],
  // Called by deliveries only.
  'Driver/offer': [],
  'Driver/reroute': [],
};
