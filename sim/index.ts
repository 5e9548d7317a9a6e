/**
 * restate-sim: deterministic simulation and property testing for services written with the Restate TypeScript SDK.
 *
 * @module restate-sim
 */
export { Simulation, type SimulationOptions } from './simulation/simulation.ts';
export type { DeployOptions } from './simulation/run/deploy.ts';
export type { SimulationClient } from './simulation/client/simulation-client.ts';
export { StateOfKey } from './simulation/run/state-of-key.ts';
export { RestateTestEnvironment, type TestEnvironmentOptions } from './test-environment/restate-test-environment.ts';
export { StateProxy } from './test-environment/state-proxy.ts';
export { StuckError } from './simulation/run/stuck-error.ts';
export {
  effect,
  type Effect,
  type EffectCall,
  type EffectCalls,
  type EffectDefinition,
  type EffectTroubles,
} from './simulation/scenario/effect.ts';
export {
  scenario,
  type DefaultServiceOptions,
  type Keyed,
  type OperationBuilder,
  type OperationOptions,
  type Scenario,
  type ScenarioOptions,
  type ServerSettings,
  type ServicesUnderTest,
} from './simulation/scenario/scenario.ts';
export type { Upgrade, UpgradeOptions, UpgradeRoute } from './simulation/scenario/upgrade.ts';
export type { FaultProfile, ServiceFaults } from './simulation/scenario/fault-profile.ts';
export type { OperationSpec } from './simulation/scenario/operation-spec.ts';
export type { OperatorAction, Operators } from './simulation/scenario/operators.ts';
export { property, type PropertyOptions, type PropertyWorld } from './simulation/scenario/property.ts';
export type { HttpStub, HttpStubs, StubbedRequest } from './simulation/scenario/http-stubs.ts';
export type { Stub, StubbedRun, Stubs } from './simulation/scenario/stubs.ts';
export type { Phase } from './core/address.ts';
export type { Hold, Json, Plan, PlannedOperation, Point, Trouble, WorldTrouble } from './simulation/faults/plan.ts';
export { runPlan, type RunOptions, type RunResult, type RunSettings } from './simulation/run/run-plan.ts';
export type { AdviceCode } from './checks/advice/advice.ts';
export type { Breach, Invariant, RunView, StateView, Verdict, Watcher } from './checks/invariant.ts';
export {
  atRest,
  everyEffectCall,
  everyWrite,
  type EffectRequest,
  type Holds,
  type Written,
} from './checks/build-invariant.ts';
export {
  callBreach,
  describeCall,
  serviceInvariant,
  type CallEnd,
  type RunStepResult,
  type ServiceCall,
  type ServiceObserver,
  type StateWrite,
  type Wrong,
} from './checks/service-invariant.ts';
export { responsesAgree, type ClientResponse } from './checks/responses-agree.ts';
export { decodePayload, describeInvocation, handlerOf } from './checks/naming.ts';
export { virtualTime } from './core/virtual-time.ts';
export type { Answer, Applied, Model, ModelOperation } from './checks/linearizability/model.ts';
export type { RunEnd } from './checks/crash-equivalence.ts';
export { always, never, sometimes } from './attempt/assertions.ts';
export { BUILT_IN } from './checks/built-in.ts';
export { settles } from './checks/liveness/settles.ts';
export { planOf } from './search/plan/plan-arbitrary.ts';
export { campaign } from './search/campaign/campaign.ts';
export type { CampaignOptions, ScenarioResult } from './search/campaign/types.ts';
export type { Bounds } from './search/exhaustive/bounds.ts';
export type { CoverageReport } from './search/campaign/coverage.ts';
export type { Finding } from './search/finding/finding.ts';
export type { Shard } from './search/campaign/shard.ts';
export type { Strategy } from './search/campaign/run-source.ts';
export { checkUpgrade, type CheckUpgradeOptions } from './search/campaign/check-upgrade.ts';
export type { UpgradeResult } from './search/upgrade/upgrade-result.ts';
export type { SafePoints } from './search/upgrade/safe-points.ts';
export type { Standing } from './search/upgrade/standing.ts';
export { checkScenario, NotDecided, type CheckOptions } from './search/campaign/check-scenario.ts';
export { holds, InvariantBroken } from './search/finding/holds.ts';
export type { ChartSpec, Quantity, SlidingWindowChart, TokenBucketChart } from './trace/charts/chart-spec.ts';
export type {
  AttemptHappening,
  ClientHappening,
  EventOf,
  EventType,
  Happening,
  InvocationHappening,
  JournalHappening,
  OutsideHappening,
  TraceEvent,
  WorldHappening,
} from './trace/event.ts';
export type { Target } from './journal/command.ts';
export type { Failure, Outcome } from './journal/outcome.ts';
export { defineConfig, type Config, type ConfigEffects, type ConfigHints } from './config/config.ts';
export { EPOCH_MS } from './core/clock.ts';
export type { Allowance } from './core/allowances.ts';
export type { ErrorCode } from './core/error-codes.ts';
export { LimitReached, SimulationError, SimulatorFault, UsageError, type LimitName } from './core/errors.ts';
export type { Limits } from './core/limits.ts';
