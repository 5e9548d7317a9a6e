export type Device = { serial: string; model: 'gateway' | 'sensor' };
export type ProvisionState = { device: Device; status: 'pending' | 'active' | 'failed' };
export const ACTIVATE_WITHIN = { minutes: 10 };
