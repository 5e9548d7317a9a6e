/**
 * Goal: registrations, updates and removals answer as restate-server 1.7.12 does, and leave the same revisions behind. Method:
 * processes at URIs, the requests of docs/internals/upgrade-semantics.md#updates-in-place-and-registration, and what is latest
 * afterwards.
 */
import { describe, expect, it } from 'vitest';
import type { AttemptMessage } from '../../attempt/attempt.ts';
import type { BoundService } from '../../attempt/definition.ts';
import { bound, type Declared } from '../testing/bound.ts';
import { endpointOf, returning, ScriptedServer, URI as A } from '../testing/scripted-server.ts';

const B = 'http://b:9080/';
const C = 'http://c:9080/';

function service(name: string, declared: Declared = { go: {} }, kind: BoundService['kind'] = 'service'): BoundService {
  return bound(kind, name, declared);
}

const SUSPENDING: readonly AttemptMessage[] = [{ type: 'suspension', awaiting: { single: 's17' } }];

/** A server with `S` and `T` at A, and what a test asks it. */
class Registry {
  readonly scripted = new ScriptedServer([service('S'), service('T')], () => returning(1));
  readonly admin = this.scripted.server.admin;

  /** Lets a process listen. */
  listen(uri: string, services: readonly BoundService[], protocols?: { min: number; max: number }): void {
    this.scripted.server.endpoints.listen(uri, endpointOf(services, protocols));
  }

  /** Id of the deployment that was registered as the nth. */
  id(number: number): string {
    const { all } = this.scripted.server.deployments;
    return all.find((deployment) => deployment.number === number)?.id ?? '';
  }

  /** Service -> revision and URI of the latest. */
  get latest(): Record<string, string> {
    const { deployments } = this.scripted.server;
    return Object.fromEntries(
      [...deployments.services.keys()].map((name) => {
        const latest = deployments.latest(name);
        return [name, `${latest?.revision} at ${latest?.deployment.uri}`];
      }),
    );
  }

  get statuses(): string[] {
    return this.scripted.server.introspection.deployments().map(({ number, status }) => `${number} ${status}`);
  }

  get events(): unknown[] {
    const { events } = this.scripted.server.world.trace;
    return events.flatMap((event) => {
      if (event.type === 'deployed') return [`${event.deployment} ${event.how}`];
      return event.type === 'undeployed' ? [`${event.deployment} removed`] : [];
    });
  }
}

describe('a registration', () => {
  it('makes each service of the new deployment the latest; the others stay where they are', () => {
    const registry = new Registry();
    registry.listen(B, [service('S'), service('U')]);
    const { status, body } = registry.admin.register('http://b:9080');
    expect([status, body]).toEqual([
      201,
      {
        id: registry.id(2),
        services: [
          {
            name: 'S',
            ty: 'Service',
            handlers: [{ name: 'go', public: true }],
            deployment_id: registry.id(2),
            revision: 2,
          },
          {
            name: 'U',
            ty: 'Service',
            handlers: [{ name: 'go', public: true }],
            deployment_id: registry.id(2),
            revision: 1,
          },
        ],
        min_protocol_version: 5,
        max_protocol_version: 7,
      },
    ]);
    expect(registry.id(2)).toMatch(/^dp_1[0-9a-z]{22}$/);
    expect(registry.latest).toEqual({ S: `2 at ${B}`, T: `1 at ${A}`, U: `1 at ${B}` });
    expect(registry.statuses).toEqual(['1 Active', '2 Active']);
  });

  it('of a URI that is known changes nothing, whatever listens there now', () => {
    const registry = new Registry();
    registry.listen(A, [service('V')]);
    expect(registry.admin.register(A).status).toBe(200);
    expect(registry.latest).toEqual({ S: `1 at ${A}`, T: `1 at ${A}` });
    expect(registry.events).toEqual([]);
  });

  it('of a URI that is known, with force, discovers it again: same id, next revisions, without what is gone', () => {
    const registry = new Registry();
    const before = registry.id(1);
    registry.listen(A, [service('S')]);
    const { status, body } = registry.admin.register(A, { force: true });
    expect([status, body?.['id'], registry.latest]).toEqual([200, before, { S: `2 at ${A}` }]);
    expect(registry.events).toEqual(['1 registered again']);
  });

  it('of an older deployment rolls back only with force', () => {
    const registry = new Registry();
    registry.listen(B, [service('S')]);
    registry.admin.register(B);
    registry.admin.register(A);
    expect(registry.latest['S']).toBe(`2 at ${B}`);
    registry.admin.register(A, { force: true });
    expect(registry.latest['S']).toBe(`3 at ${A}`);
    expect(registry.statuses).toEqual(['1 Active', '2 Drained']);
  });

  it.each([
    ['loses a handler', { other: {} }],
    ['makes a handler private', { go: { ingressPrivate: true } }],
    ['has another input', { go: { accept: 'text/plain' } }],
  ])('that %s is accepted without any flag', (_, declared) => {
    const registry = new Registry();
    registry.listen(B, [service('S', declared)]);
    expect(registry.admin.register(B).status).toBe(201);
  });

  it('that changes the type of a service is refused, unless it is breaking or forced', () => {
    const registry = new Registry();
    registry.listen(B, [service('S', { go: {} }, 'object')]);
    expect(registry.admin.register(B)).toEqual({
      status: 409,
      body: {
        message:
          "[META0006] detected a new service revision for 'S' changing the service type from previous revision. Service type cannot be changed across revisions.",
        restate_code: 'META0006',
      },
    });
    expect(registry.admin.register(B, { breaking: true, dryRun: true }).status).toBe(201);
    expect(registry.latest['S']).toBe(`1 at ${A}`);
    expect(registry.admin.register(B, { breaking: true }).status).toBe(201);
    registry.listen(C, [service('S')]);
    expect(registry.admin.register(C, { force: true }).status).toBe(201);
  });

  it('is refused where nothing listens', () => {
    expect(new Registry().admin.register(C)).toEqual({
      status: 500,
      body: {
        message: `[META0003] [META0003] error when calling '${C}': h2 pool connection error: Connection refused (os error 111)`,
        restate_code: 'META0003',
      },
    });
  });

  it('that is a dry run says what would be, and changes nothing', () => {
    const registry = new Registry();
    registry.listen(A, [service('S'), service('V')]);
    const forced = registry.admin.register(A, { force: true, dryRun: true });
    const services = forced.body?.['services'] as { name: string; revision: number }[];
    expect([forced.status, services.map(({ name, revision }) => [name, revision])]).toEqual([
      200,
      [
        ['S', 2],
        ['V', 1],
      ],
    ]);
    expect([registry.latest, registry.events]).toEqual([{ S: `1 at ${A}`, T: `1 at ${A}` }, []]);
    registry.listen(B, [service('S')]);
    expect(registry.admin.register(B, { dryRun: true }).status).toBe(201);
    registry.admin.register(B);
    expect(registry.latest['S']).toBe(`2 at ${B}`);
  });
});

describe('an update', () => {
  it('without a URI changes nothing, with `overwrite` too', () => {
    const registry = new Registry();
    registry.listen(A, [service('V')]);
    for (const options of [{}, { overwrite: true }]) {
      const { status, body } = registry.admin.updateDeployment(registry.id(1), options);
      expect([status, body?.['uri'], registry.latest]).toEqual([200, A, { S: `1 at ${A}`, T: `1 at ${A}` }]);
    }
  });

  it('moves a deployment to another URI, and keeps what was registered', () => {
    const registry = new Registry();
    registry.listen(C, [service('S'), service('V')]);
    const { status, body } = registry.admin.updateDeployment(registry.id(1), { uri: C });
    expect([status, body?.['uri'], registry.latest]).toEqual([200, C, { S: `1 at ${C}`, T: `1 at ${C}` }]);
    expect(registry.admin.register(C).body?.['id']).toBe(registry.id(1));
    expect(registry.events).toEqual(['1 updated']);
  });

  it('with `overwrite` discovers the services there, and keeps the revisions', () => {
    const registry = new Registry();
    registry.listen(B, [service('S')]);
    registry.admin.register(B);
    registry.listen(C, [service('S'), service('V')]);
    registry.admin.updateDeployment(registry.id(2), { uri: C, overwrite: true });
    expect(registry.latest).toEqual({ S: `2 at ${C}`, T: `1 at ${A}`, V: `1 at ${C}` });
  });

  it('is refused for an unknown deployment, another range of protocols, and where nothing listens', () => {
    const registry = new Registry();
    registry.listen(C, [service('S')], { min: 5, max: 5 });
    const unknown = 'dp_16MxrCfgsoUBTaCJEjCp7ZR';
    const answers = [
      registry.admin.updateDeployment(unknown, { uri: C }),
      registry.admin.updateDeployment(registry.id(1), { uri: C }),
      registry.admin.updateDeployment(registry.id(1), { uri: B }),
    ];
    expect(answers.map(({ status, body }) => [status, body?.['restate_code'], body?.['message']])).toEqual([
      [404, null, `The requested deployment '${unknown}' does not exist`],
      [
        400,
        'META0016',
        '[META0016] an update deployment operation must provide an endpoint with the same services and handlers. The update tried to change the supported protocol versions from 5..=7 to 5..=5',
      ],
      [500, 'META0003', expect.stringContaining(`error when calling '${B}'`)],
    ]);
  });
});

describe('a removal', () => {
  it('needs force, and is possible once', () => {
    const registry = new Registry();
    registry.listen(B, [service('S')]);
    registry.admin.register(B);
    const id = registry.id(2);
    expect(registry.admin.removeDeployment(id)).toEqual({ status: 501, body: undefined });
    expect(registry.admin.removeDeployment(id, { force: true })).toEqual({ status: 202, body: undefined });
    expect(registry.admin.removeDeployment(id, { force: true })).toEqual({
      status: 404,
      body: { message: `not found in the schema registry: deployment with id '${id}'`, restate_code: null },
    });
    expect(registry.events).toEqual(['2 new', '2 removed']);
  });

  it('of the latest makes the revision before it the latest again, and its number is given once more', () => {
    const registry = new Registry();
    for (const uri of [B, C]) {
      registry.listen(uri, [service('S')]);
      registry.admin.register(uri);
    }
    registry.admin.removeDeployment(registry.id(3), { force: true });
    expect(registry.latest['S']).toBe(`2 at ${B}`);
    registry.admin.register(C);
    expect(registry.latest['S']).toBe(`3 at ${C}`);
    expect(registry.scripted.server.deployments.at(C)?.number).toBe(4);
  });

  it('of all deployments of a service leaves it unknown to clients, and its results unreadable', () => {
    const registry = new Registry();
    const id = registry.scripted.send('/S/go');
    registry.admin.removeDeployment(registry.id(1), { force: true });
    const [asked] = registry.scripted.ask({ path: '/S/go' });
    const [output] = registry.scripted.ask({ method: 'GET', path: `/restate/invocation/${id}/output` });
    expect([asked?.status, output?.status]).toEqual([404, 404]);
    expect(new TextDecoder().decode(output?.body)).toBe('{"code":404,"message":"not found","source":"ingress"}');
  });
});

describe('a response', () => {
  it('to a call has the content type of the handler at its request, and to an attach that of the latest', () => {
    const later = bound('service', 'S', { go: { outputContentType: 'text/a' } });
    let ends = false;
    const scripted = new ScriptedServer([later], () => (ends ? returning(1) : SUSPENDING));
    const { server } = scripted;
    const call = scripted.ask({ path: '/S/go' });
    const [id = ''] = server.invocations.keys();
    const attach = scripted.ask({ method: 'GET', path: `/restate/invocation/${id}/attach` });
    server.endpoints.listen(B, endpointOf([bound('service', 'S', { go: { outputContentType: 'text/b' } })]));
    server.admin.register(B);
    ends = true;
    server.admin.resume(id);
    scripted.run();
    const types = [...call, ...attach].map(({ headers }) => headers['content-type']);
    expect(types).toEqual(['text/a', 'text/b']);
  });
});

describe('the latest revision', () => {
  it('is the highest one, and not the one that was registered last', () => {
    const registry = new Registry();
    registry.listen(B, [service('S')]);
    registry.admin.register(B);
    registry.listen(C, [service('S')]);
    registry.admin.updateDeployment(registry.id(1), { uri: C, overwrite: true });
    expect(registry.latest['S']).toBe(`2 at ${B}`);
  });

  it('counts per service', () => {
    const registry = new Registry();
    registry.listen(B, [service('S')]);
    registry.admin.register(B);
    registry.listen(C, [service('S'), service('T')]);
    registry.admin.register(C);
    expect(registry.latest).toEqual({ S: `3 at ${C}`, T: `2 at ${C}` });
    expect(registry.statuses).toEqual(['1 Drained', '2 Drained', '3 Active']);
  });
});
