/** Part of the message of every error that simulated code gets when it uses the network. */
export const NETWORK_REFUSAL = 'simulated code has no network';

/** Whether an error comes from a use of the network: then the simulation is its cause, and not the service. */
export function isRefusedNetwork(message: string): boolean {
  return message.includes(NETWORK_REFUSAL);
}
