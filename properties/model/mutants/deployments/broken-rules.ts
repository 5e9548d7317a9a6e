import { seedOfId } from '../../../../sim/journal/random-seed.ts';
import type { Deployment } from '../../../../sim/server/deployments/deployment.ts';
import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

/** Pins an invocation to the deployment of its latest attempt. */
function pinned(server: Server, invocation: Invocation): void {
  const { lastDeployment } = invocation;
  if (lastDeployment !== undefined) invocation.pinned ??= { deployment: lastDeployment, protocol: 6 };
}

function pinnedByStart(server: Server): void {
  const choose = server.routing.choose.bind(server.routing);
  server.routing.choose = (invocation) => {
    const destination = choose(invocation);
    pinned(server, invocation);
    return destination;
  };
}

function pinnedByNothing({ journals }: Server): void {
  journals.pin = () => undefined;
}

function pinnedByAcceptance(server: Server): void {
  const { acceptance, deployments } = server;
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const accepted = apply(request);
    const latest = deployments.latest(request.target.service)?.deployment.id;
    if (latest !== undefined) accepted.invocation.pinned ??= { deployment: latest, protocol: 6 };
    return accepted;
  };
}

function pinnedBySignal(server: Server): void {
  const append = server.journals.appendNotification.bind(server.journals);
  server.journals.appendNotification = (invocation, notification, awaitedBy) => {
    pinned(server, invocation);
    append(invocation, notification, awaitedBy);
  };
}

function pinnedByFailure(server: Server): void {
  const failed = server.failures.attemptFailed.bind(server.failures);
  server.failures.attemptFailed = (stream, error, isThrown) => {
    pinned(server, stream.invocation);
    failed(stream, error, isThrown);
  };
}

function pinnedBySuspension(server: Server): void {
  const suspend = server.invoker.suspend.bind(server.invoker);
  server.invoker.suspend = (stream, awaiting) => {
    pinned(server, stream.invocation);
    suspend(stream, awaiting);
  };
}

function pinnedToLatest({ journals, deployments }: Server): void {
  journals.pin = ({ invocation, destination }) => {
    const latest = deployments.latest(invocation.origin.target.service)?.deployment ?? destination.deployment;
    invocation.pinned ??= { deployment: latest.id, protocol: destination.protocol };
  };
}

function handlerOfAcceptance({ endpoints, deployments }: Server): void {
  const handler = endpoints.handler.bind(endpoints);
  const first = deployments.services;
  endpoints.handler = (uri, target) => handler(uri, target) ?? first.get(target.service)?.handlers.get(target.handler);
}

function handlerGoneIsTerminal({ failures, lifecycle }: Server): void {
  failures.notStarted = (invocation) =>
    lifecycle.end(invocation, { failure: { code: 404, message: 'handler not found' } });
}

function calleeOfAnyDeployment({ deployments }: Server): void {
  const handler = deployments.handler.bind(deployments);
  deployments.handler = (target) => {
    const all = deployments.all.map(({ services }) =>
      services.get(target.service)?.service.handlers.get(target.handler),
    );
    return handler(target) ?? all.find((found) => found !== undefined);
  };
}

function latestByOrder({ deployments }: Server): void {
  deployments.latest = (service) => {
    const deployment = deployments.all.findLast(({ services }) => services.has(service));
    const revision = deployment?.services.get(service);
    return deployment === undefined || revision === undefined ? undefined : { ...revision, deployment };
  };
}

function removedStays({ deployments }: Server): void {
  deployments.remove = () => undefined;
}

function removalForgetsPins({ deployments, invocations }: Server): void {
  const remove = deployments.remove.bind(deployments);
  deployments.remove = (id) => {
    remove(id);
    for (const invocation of invocations.values())
      if (invocation.pinned?.deployment === id) invocation.pinned = undefined;
  };
}

function alwaysDiscovered({ registrations }: Server): void {
  const register = registrations.register.bind(registrations);
  registrations.register = (uri, options, endpoint) => register(uri, { ...options, force: true }, endpoint);
}

function updateKeepsAddress({ deployments }: Server): void {
  const put = deployments.put.bind(deployments);
  deployments.put = (deployment: Deployment) => {
    const before = deployments.byId(deployment.id);
    put({ ...deployment, uri: before?.uri ?? deployment.uri });
  };
}

function kindLookedUpAgain({ commands }: Server): void {
  const refusal = commands.refusal.bind(commands);
  commands.refusal = (stream, command) => {
    const isShared = stream.destination.handler.kind === 'SHARED' && command.type === 'SetState';
    return isShared ? { code: 500, message: 'this handler type cannot write state' } : refusal(stream, command);
  };
}

function policyOfLatest({ deployments }: Server): void {
  const policy = deployments.retryPolicy.bind(deployments);
  deployments.retryPolicy = (target) => policy(target);
}

function policyKeptByResume({ invoker }: Server): void {
  const ready = invoker.ready.bind(invoker);
  invoker.ready = (invocation) => {
    const policy = invocation.retry?.policy;
    ready(invocation);
    if (policy === undefined) return;
    // Whatever is looked up later, the policy of the first attempt holds.
    Object.defineProperty(invocation, 'retryPolicy', { value: policy, configurable: true });
  };
}

function resumeStaysOnOld({ invoker, invocations }: Server): void {
  const resume = invoker.resume.bind(invoker);
  const first = new Map<Invocation, Invocation['pinned']>();
  invoker.resume = (invocation, why, deployment) => {
    resume(invocation, why, deployment);
    invocation.pinned = first.get(invocation) ?? invocation.pinned;
  };
  const suspend = invoker.suspend.bind(invoker);
  invoker.suspend = (stream, awaiting) => {
    const known = invocations.get(stream.invocation.id);
    if (known !== undefined) first.set(known, known.pinned);
    suspend(stream, awaiting);
  };
}

function runningIsMoved({ admin, deployments }: Server): void {
  const resume = admin.resume.bind(admin);
  admin.resume = (id, options) => {
    const answer = resume(id, options);
    return answer.status === 409 && deployments.all.length > 0 ? { status: 200, body: undefined } : answer;
  };
}

function crashEndsAll({ faults }: Server): void {
  const crash = faults.crashProcess.bind(faults);
  faults.crashProcess = () => crash();
}

function restartCopiesSignals({ acceptance, invocations }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const { restart } = request;
    if (restart === undefined) return apply(request);
    const later = invocations.get(restart.id)?.journal.slice(restart.rows.length) ?? [];
    const signals = later.filter((row) => row.kind === 'notification' && row.notification.type === 'signal');
    return apply({ ...request, restart: { ...restart, rows: [...restart.rows, ...signals] } });
  };
}

function restartAppliesAgain({ acceptance }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const accepted = apply(request);
    for (const row of request.restart?.rows ?? []) {
      if (row.kind === 'command' && row.command.type === 'SetState')
        accepted.invocation.origin.objectKey?.state.set(row.command.key, row.command.value);
    }
    return accepted;
  };
}

function restartForgetsLaterCompletions({ acceptance, invocations }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const { restart } = request;
    if (restart === undefined) return apply(request);
    const old = invocations.get(restart.id)?.journal ?? [];
    const rows = restart.rows.filter((row, index) => old[index] === row);
    const last = rows.at(-1);
    const ends = last?.kind === 'notification' ? rows.slice(0, -1) : rows;
    return apply({ ...request, restart: { ...restart, rows: ends } });
  };
}

function restartKeepsSeed({ acceptance, invocations }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) => {
    const { restart } = request;
    if (restart === undefined) return apply(request);
    const seed = invocations.get(restart.id)?.origin.seed ?? seedOfId(restart.id);
    return apply({ ...request, restart: { ...restart, seed } });
  };
}

function restartIsNotPinned({ acceptance }: Server): void {
  const apply = acceptance.apply.bind(acceptance);
  acceptance.apply = (request) =>
    apply(request.restart === undefined ? request : { ...request, restart: { ...request.restart, pin: undefined } });
}

/** Sections 1 to 5 of the upgrade semantics: registrations, pins, what is looked up when, and what operators do. */
export const deploymentMutants: Mutants = {
  'an invocation is pinned by the start of its first attempt': pinnedByStart,
  'an invocation is never pinned': pinnedByNothing,
  'what is queued or delayed stays on the old deployment': pinnedByAcceptance,
  'a signal pins an invocation': pinnedBySignal,
  'a failure pins an invocation': pinnedByFailure,
  'a suspension pins an invocation': pinnedBySuspension,
  'an invocation is pinned to the latest, and not to where it runs': pinnedToLatest,
  'a handler that is gone runs as it was at first': handlerOfAcceptance,
  'a handler that is gone is a terminal error': handlerGoneIsTerminal,
  'old code can call what only the old deployment has': calleeOfAnyDeployment,
  'the latest is the deployment that was registered first most recently': latestByOrder,
  'a removed deployment stays': removedStays,
  'a removal forgets pins': removalForgetsPins,
  'a known URI is always discovered again': alwaysDiscovered,
  'an update keeps the address': updateKeepsAddress,
  'the kind of a handler is looked up again': kindLookedUpAgain,
  'the retry policy is always that of the latest': policyOfLatest,
  'a resume keeps the retry policy': policyKeptByResume,
  'a resume stays on the old deployment': resumeStaysOnOld,
  'an invocation that runs can be moved': runningIsMoved,
  'a crash ends every process': crashEndsAll,
  'a restart as new copies later signals': restartCopiesSignals,
  'a restart as new applies the copied writes again': restartAppliesAgain,
  'a restart as new does not copy later completions': restartForgetsLaterCompletions,
  'a restart as new keeps the random seed': restartKeepsSeed,
  'a restart as new is not pinned': restartIsNotPinned,
};
