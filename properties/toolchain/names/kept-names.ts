/** Files whose only export has another name for a reason: they are named after the subject and not after the function. */
export const KEPT_NAMES: readonly string[] = [
  'reports/faces/github.ts',
  'sim/attempt/sdk/messages.ts',
  'sim/attempt/sdk/routes.ts',
  'sim/checks/exclusivity.ts',
  'sim/checks/linearizability/invariant.ts',
  'sim/checks/linearizability/testing/timeline.ts',
  'sim/cli/load/specifier.ts',
  'sim/cli/server-command.ts',
  'sim/real-server/clean.ts',
];
