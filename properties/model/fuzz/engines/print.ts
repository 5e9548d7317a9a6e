import { MISUSES } from '../../engines/misuse/all.ts';
import {
  KEYS,
  NAMES,
  SLOTS,
  STATE_KEYS,
  VALUES,
  type Expr,
  type HandlerProgram,
  type Op,
  type Program,
  type RunProgram,
} from './program.ts';
import { nextVersion, type UpgradeProgram } from './upgrade.ts';

/** @returns the program, roughly as code; empty bodies are left out */
export function printProgram(program: Program): string {
  const { seed, dice, troubles, protocolVersion, alwaysSuspend } = program;
  const lines = [
    `// seed ${seed}, dice ${dice}, troubles ${troubles}, protocol ${protocolVersion}${alwaysSuspend ? ', suspends at every await' : ''}`,
  ];
  program.operations.forEach(({ client, slot, key, kind, delayMs, afterMs, troubles: points }, index) => {
    const { service, handler } = SLOTS[slot] ?? { service: '?', handler: '?' };
    const when = `${afterMs > 0 ? ` after ${afterMs} ms` : ''}${delayMs > 0 ? `, delayed by ${delayMs} ms` : ''}`;
    lines.push(`operation ${index}: client ${client}${when} ${kind}s ${service}/${KEYS[key]}/${handler}`);
    for (const point of points) {
      const { kind: how, path, attempt, entry, phase } = point;
      lines.push(
        `  trouble: ${how} ${phase} entry ${entry} of attempt ${attempt}${path === '' ? '' : ` of callee ${path}`}`,
      );
    }
  });
  for (const { kind, atMs } of program.world) lines.push(`world: ${kind} at ${atMs} ms`);
  program.handlers.forEach((handler, index) => {
    if (handler.body.length > 0) lines.push('', ...handlerText(handler, index));
  });
  return [...lines, ...(program.upgrade === undefined ? [] : upgradeText(program, program.upgrade))].join('\n');
}

function handlerText(handler: HandlerProgram, index: number): string[] {
  const { service, handler: name } = SLOTS[index] ?? { service: '?', handler: '?' };
  const head = `${service}.${name}${handler.isRenamed ? '2' : ''} = async (ctx) => {  ${optionsText(handler)}`;
  return [head, ...bodyText(handler.body, '  '), '};'];
}

/** The route of the new version, and the handlers that it changes. */
function upgradeText(program: Program, { route, operation, point, atMs, way, backMs }: UpgradeProgram): string[] {
  const { program: next, made } = nextVersion(program);
  const where =
    point === undefined ? `at ${atMs} ms` : `${point.phase} entry ${point.entry} of attempt ${point.attempt}`;
  const of = point === undefined ? '' : ` of operation ${operation % program.operations.length}${point.path}`;
  const back = route === 'rollback' ? `, ${way}, back at ${atMs + backMs} ms` : '';
  const changed = next.handlers.flatMap((handler, index) =>
    handler === program.handlers[index] ? [] : ['', ...handlerText(handler, index)],
  );
  return ['', `// upgrade ${where}${of} by ${route}${back}: ${made.join(', ')}`, ...changed];
}

function optionsText({
  explicitCancellation,
  lazyState,
  mismatch,
  exhausted,
  hooks,
  mapsErrors,
  serde,
}: HandlerProgram): string {
  const options = [
    ...(explicitCancellation ? ['explicitCancellation'] : []),
    ...(lazyState ? ['enableLazyState'] : []),
    ...(mismatch === 'retry' ? [] : [`onJournalMismatchErrors: ${mismatch}`]),
    `onMaxAttempts: ${exhausted}`,
    ...(hooks === 'none' ? [] : [`hooks: ${hooks}`]),
    ...(mapsErrors ? ['asTerminalError'] : []),
    ...(serde === undefined ? [] : [`serde: ${serde}`]),
  ];
  return `// ${options.join(', ')}`;
}

function bodyText(ops: readonly Op[], indent: string): string[] {
  return ops.flatMap((op) => opText(op, indent));
}

function opText(op: Op, indent: string): string[] {
  switch (op.do) {
    case 'await':
      return [
        `${indent}${op.caught ? 'try { await ' : 'await '}${exprText(op.expr)}${op.caught ? ' } catch {}' : ';'}`,
      ];
    case 'let':
      return [`${indent}promises.push(${exprText(op.expr)});`];
    case 'set':
      return [`${indent}ctx.set('${STATE_KEYS[op.key]}', ${valueText(op.value)});`];
    case 'clear':
      return [`${indent}ctx.clear('${STATE_KEYS[op.key]}');`];
    case 'send':
      return [
        `${indent}sent.push(ctx.send(callee ${op.slot}, '${KEYS[op.key]}'${op.delayMs > 0 ? `, ${op.delayMs} ms` : ''}));`,
      ];
    case 'complete promise':
      return [
        `${indent}${op.awaited ? 'await ' : ''}ctx.promise('${NAMES[op.name]}').${op.rejects ? "reject('rejected')" : `resolve(${valueText(op.value)})`};`,
      ];
    case 'cancel':
      return [`${indent}ctx.cancel(${op.whom === 'self' ? 'own id' : 'await sent[0].invocationId'});`];
    case 'attach':
      return [`${indent}promises.push(ctx.attach(await sent.at(-1).invocationId));`];
    case 'throw':
      return [`${indent}if (++reached <= ${op.times}) throw ${op.how};`];
    case 'random':
      return [`${indent}see(${op.how});`];
    case 'misuse':
      return [`${indent}${op.awaited ? 'await ' : ''}misuse /* ${MISUSES[op.which]?.name ?? ''} */;`];
    case 'timer':
      return [`${indent}await setTimeout(${op.ms});`];
    case 'cancellation':
      return [`${indent}${op.forgetCalls ? 'await ctx.cancelPreviousCalls();' : 'promises.push(ctx.cancellation());'}`];
    case 'branches':
      return [
        `${indent}${op.awaited ? 'await ' : 'void '}Promise.all([`,
        ...op.of.flatMap((branch) => [
          `${indent}  (async () => {`,
          ...bodyText(branch, `${indent}    `),
          `${indent}  })(),`,
        ]),
        `${indent}]);`,
      ];
    case 'clearAll':
    case 'log':
    case 'gate':
    case 'effect':
      return [`${indent}${op.do === 'effect' || op.do === 'gate' ? 'await ' : ''}${op.do}();`];
  }
}

function exprText(expr: Expr): string {
  switch (expr.make) {
    case 'earlier':
      return `promises[${expr.index}]`;
    case 'run':
      return `ctx.run(${runText(expr.run)})`;
    case 'sleep':
      return `ctx.sleep(${expr.ms})`;
    case 'get':
      return `ctx.get('${STATE_KEYS[expr.key]}')`;
    case 'call':
      return `ctx.call(callee ${expr.slot}, '${KEYS[expr.key]}'${expr.idempotent ? ', idempotent' : ''})`;
    case 'callee id':
      return `ctx.call(callee ${expr.slot}, '${KEYS[expr.key]}').invocationId`;
    case 'awakeable':
      return `ctx.awakeable(/* completed by ${expr.by}: ${valueText(expr.value)} */)`;
    case 'signal':
      return `ctx.signal('${NAMES[expr.name]}' /* completed by ${expr.by}: ${valueText(expr.value)} */)`;
    case 'promise':
      return `ctx.promise('${NAMES[expr.name]}').${expr.how}()`;
    case 'constant':
      return `RestatePromise.resolve(${expr.value})`;
    case 'all':
    case 'race':
    case 'any':
    case 'allSettled':
      return `RestatePromise.${expr.make}([${expr.of.map(exprText).join(', ')}])`;
    case 'map':
      return `${exprText(expr.of)}.map(${expr.how})`;
    case 'orTimeout':
      return `${exprText(expr.of)}.orTimeout(${expr.ms})`;
    case 'stateKeys':
    case 'date':
    case 'sent id':
      return { stateKeys: 'ctx.stateKeys()', date: 'ctx.date.now()', 'sent id': 'sent.at(-1).invocationId' }[expr.make];
  }
}

function runText({ name, ends, value, fails, takes, options }: RunProgram): string {
  const what = ends === 'value' ? `returns ${valueText(value)}` : `${ends} ${fails} times, then ${valueText(value)}`;
  const how = options === undefined ? '' : `, ${JSON.stringify(options)}`;
  return `${name === undefined ? '' : `'${name}', `}${takes === 'nothing' ? '' : `takes ${takes}, `}${what}${how}`;
}

function valueText(index: number): string {
  return VALUES[index]?.text ?? 'undefined';
}
