import { type Answer, cleanUp, HR_DEV, HR_TEST, LocalSapDriver, SANDBOX } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

const ORG = 'acme_hr-dev';
const SPACE = { name: 'isc', org: ORG };

/** An org manager, a space developer, an auditor of the org and a stranger, under strict permissions. */
const seed = {
  ...defaultSeed,
  cloudFoundry: { permissions: 'strict' },
  cloudFoundrySpaces: [SPACE],
  cloudFoundryRoles: [
    { user: 'manager', type: 'organization_manager', org: ORG },
    { user: 'developer', type: 'space_developer', org: ORG, space: 'isc' },
    { user: 'auditor', type: 'space_auditor', org: ORG, space: 'isc' },
    { user: 'elsewhere', origin: 'acme-platform', type: 'organization_manager', org: ORG },
  ],
};

class Landscape {
  private constructor(readonly sap: LocalSapDriver) {}

  static async start(): Promise<Landscape> {
    return new Landscape(await LocalSapDriver.start({ seed }));
  }

  async token(username: string, origin?: string): Promise<string> {
    const hint: Record<string, string> = origin === undefined ? {} : { login_hint: JSON.stringify({ origin }) };
    return (await this.sap.uaaToken({ grant_type: 'password', username, password: 'x', ...hint })).body.access_token;
  }

  async as(user: string, method: string, path: string, body?: unknown): Promise<Answer> {
    return this.sap.cf(method, path, body, await this.token(user));
  }

  addSpace(user: string, organization: string, name = 'more'): Promise<Answer> {
    return this.as(user, 'POST', '/v3/spaces', {
      name,
      relationships: { organization: { data: { guid: organization } } },
    });
  }

  async space(): Promise<string> {
    return (await this.as('manager', 'GET', '/v3/spaces?names=isc')).body.resources[0].guid;
  }

  async addInstance(user: string): Promise<Answer> {
    await this.sap.entitle(true);
    const [plan] = (await this.as('developer', 'GET', '/v3/service_plans?names=integration-flow')).body.resources;
    return this.as(user, 'POST', '/v3/service_instances', {
      type: 'managed',
      name: 'rt',
      relationships: { service_plan: { data: { guid: plan.guid } }, space: { data: { guid: await this.space() } } },
      parameters: { roles: ['ESBMessaging.send'] },
    });
  }
}

const REFUSED = [403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action'];
const refusal = ({ status, body }: Answer) => {
  const [error] = body.errors;
  return [status, error.code, error.title, error.detail];
};

describe('strict permissions', () => {
  it('let org managers create spaces, other members not, and hide the org from all others', async () => {
    const landscape = await Landscape.start();
    const organization = await landscape.sap.organization();
    expect((await landscape.addSpace('manager', organization)).status).toBe(201);
    expect(refusal(await landscape.addSpace('developer', organization, 'other'))).toEqual(REFUSED);
    const hidden = await landscape.addSpace('stranger', organization, 'other');
    expect([hidden.status, hidden.body.errors[0].detail]).toEqual([
      422,
      'Invalid organization. Ensure the organization exists and you have access to it.',
    ]);
  });

  it('show nothing to those without a role', async () => {
    const landscape = await Landscape.start();
    const space = await landscape.space();
    expect(refusal(await landscape.as('stranger', 'GET', `/v3/spaces/${space}`))).toEqual([
      404,
      10010,
      'CF-ResourceNotFound',
      'Space not found',
    ]);
    for (const list of ['organizations', 'spaces', 'roles', 'service_plans'])
      expect((await landscape.as('stranger', 'GET', `/v3/${list}`)).body.resources).toEqual([]);
    const names = (await landscape.as('developer', 'GET', '/v3/organizations')).body.resources;
    expect(names.map(({ name }: { name: string }) => name)).toEqual([ORG]);
  });

  it('let space developers handle instances and keys, and nobody else', async () => {
    const landscape = await Landscape.start();
    expect(refusal(await landscape.addInstance('manager'))).toEqual(REFUSED);
    expect(refusal(await landscape.addInstance('auditor'))).toEqual(REFUSED);
    expect((await landscape.addInstance('developer')).status).toBe(202);
    landscape.sap.pass(1);
    const [instance] = (await landscape.as('auditor', 'GET', '/v3/service_instances')).body.resources;
    const path = `/v3/service_instances/${instance.guid}`;
    expect(refusal(await landscape.as('auditor', 'DELETE', path))).toEqual(REFUSED);
    expect((await landscape.as('stranger', 'GET', path)).status).toBe(404);
    const key = {
      type: 'key',
      name: 'k',
      relationships: { service_instance: { data: { guid: instance.guid } } },
    };
    expect(refusal(await landscape.as('auditor', 'POST', '/v3/service_credential_bindings', key))).toEqual(REFUSED);
    expect((await landscape.as('developer', 'POST', '/v3/service_credential_bindings', key)).status).toBe(202);
    landscape.sap.pass(1);
    const [binding] = (await landscape.as('auditor', 'GET', '/v3/service_credential_bindings')).body.resources;
    const details = `/v3/service_credential_bindings/${binding.guid}/details`;
    const secret = await landscape.as('auditor', 'GET', details);
    expect(refusal(secret)).toEqual([404, 10010, 'CF-ResourceNotFound', 'Service credential binding not found']);
    expect((await landscape.as('developer', 'GET', details)).body.credentials.oauth.clientid).toContain('sb-');
  });

  it('tell users of the same name apart by their origin', async () => {
    const landscape = await Landscape.start();
    const asked = async (origin?: string) =>
      (await landscape.sap.cf('GET', '/v3/organizations', undefined, await landscape.token('elsewhere', origin))).body
        .resources.length;
    expect([await asked(), await asked('acme-platform')]).toEqual([0, 1]);
  });

  it('let org managers give roles, others not', async () => {
    const landscape = await Landscape.start();
    await landscape.token('stranger');
    const role = {
      type: 'organization_user',
      relationships: {
        organization: { data: { guid: await landscape.sap.organization() } },
        user: { data: { username: 'stranger', origin: 'sap.ids' } },
      },
    };
    expect(refusal(await landscape.as('developer', 'POST', '/v3/roles', role))).toEqual(REFUSED);
    const given = await landscape.as('manager', 'POST', '/v3/roles', role);
    expect(given.status).toBe(201);
    expect((await landscape.as('stranger', 'GET', '/v3/organizations')).body.resources).toHaveLength(1);
    expect(refusal(await landscape.as('stranger', 'DELETE', `/v3/roles/${given.body.guid}`))).toEqual(REFUSED);
  });

  it('make the creator of an environment the manager of its org', async () => {
    const landscape = await Landscape.start();
    const created = await landscape.sap.command('accounts/environment-instance?create', {
      subaccount: SANDBOX,
      displayName: 'sandbox',
      environmentType: 'cloudfoundry',
      service: 'cloudfoundry',
      plan: 'standard',
      landscapeLabel: 'cf-eu10',
      parameters: JSON.stringify({ instance_name: 'acme_sandbox' }),
    });
    landscape.sap.pass(2);
    const organization = await landscape.sap.organization(SANDBOX);
    expect(created.body.state).toBe('CREATING');
    expect((await landscape.addSpace('me@acme.example', organization)).status).toBe(201);
    expect((await landscape.addSpace('manager', organization, 'x')).status).toBe(422);
  });
});

describe('lenient permissions', () => {
  it('let everybody do everything', async () => {
    const sap = await LocalSapDriver.start();
    await sap.runtime();
    expect((await sap.cf('GET', '/v3/service_instances')).body.resources).toHaveLength(1);
  });
});

describe('plans', () => {
  it('are on offer in the org or space that was asked for only', async () => {
    const sap = await LocalSapDriver.start();
    await sap.entitle(true);
    const [own, other] = [await sap.organization(), await sap.organization(HR_TEST)];
    const space = await sap.space('isc', HR_DEV);
    const plans = async (query: string) =>
      (await sap.cf('GET', `/v3/service_plans?names=integration-flow&${query}`)).body.resources.length;
    expect([
      await plans(`organization_guids=${own}`),
      await plans(`organization_guids=${other}`),
      await plans(`space_guids=${space}`),
      await plans(`space_guids=${space}&organization_guids=${other}`),
      await plans('space_guids=none'),
    ]).toEqual([1, 0, 1, 0, 0]);
  });
});
