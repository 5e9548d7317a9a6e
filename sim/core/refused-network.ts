/** Stands in the message of every error by which simulated code learns that it has no network. */
export const NETWORK_REFUSAL = 'simulated code has no network';

/** Whether an error came from reaching for the network: its cause is the simulation, and not the service. */
export function isRefusedNetwork(message: string): boolean {
  return message.includes(NETWORK_REFUSAL);
}
