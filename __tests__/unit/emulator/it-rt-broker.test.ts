import { X509Certificate } from 'node:crypto';
import { cleanUp, HR_DEV, ISC_PARAMETERS, LocalSapDriver } from './harness';

import defaultSeed = require('../../../emulator/seed.default.json');

afterEach(cleanUp);

describe('instance parameters', () => {
  it.each([
    ['an unknown one', { ...ISC_PARAMETERS, foo: 1 }, 'foo: is not allowed'],
    ['a short token validity', { 'token-validity': 3599 }, 'token-validity: must be at least 3600'],
    [
      'a grant type twice',
      { 'grant-types': ['client_credentials', 'client_credentials'] },
      'must not hold an item twice',
    ],
    ['an unknown grant type', { 'grant-types': ['implicit'] }, 'grant-types[0]: must be one of'],
    ['client_x509, with its reason', { 'grant-types': ['client_x509'] }, 'client_x509 is deprecated'],
  ])(
    'with %s are refused by the broker, asynchronously, and the failed instance stays',
    async (_, parameters, text) => {
      const sap = await LocalSapDriver.start();
      await sap.entitle(true);
      const space = await sap.space();
      const job = await sap.job(await sap.createInstance('rt', space, await sap.plan(), parameters));
      expect(job.state).toBe('FAILED');
      expect(job.errors[0].detail).toContain(
        'provision could not be completed: Service broker error: Invalid parameters: '.slice(0, 56),
      );
      expect(job.errors[0].detail).toContain(text);
      const [instance] = (await sap.cf('GET', `/v3/service_instances?names=rt&space_guids=${space}`)).body.resources;
      expect(instance.last_operation.state).toBe('failed');
    },
  );

  it('of the api plan need known roles', async () => {
    const sap = await LocalSapDriver.start();
    await sap.entitle(true, HR_DEV, 'api');
    const [space, plan] = [await sap.space(), await sap.plan('api')];
    const errorFor = async (name: string, parameters: object) =>
      (await sap.job(await sap.createInstance(name, space, plan, parameters))).errors[0]?.detail;
    expect(await errorFor('a', {})).toContain('roles: is required');
    expect(await errorFor('b', { roles: ['ESBMessaging.send'] })).toContain('roles[0]: must be one of');
    expect(await errorFor('c', { roles: ['MonitoringDataRead'] })).toBeUndefined();
  });
});

it('refuses to provision before Cloud Integration is activated', async () => {
  const seed = { ...defaultSeed, integrationSuite: [{ scope: { subaccount: HR_DEV }, activated: false }] };
  const sap = await LocalSapDriver.start({ seed });
  await sap.entitle(true);
  const job = await sap.job(await sap.createInstance('rt', await sap.space(), await sap.plan()));
  expect(job.errors[0]).toMatchObject({
    code: 10009,
    detail: expect.stringContaining('capability of Integration Suite is not activated'),
  });
});

describe('keys', () => {
  it('have a client and a secret of their own, under a name of their own', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const [one, two] = [await sap.key('one', instance), await sap.key('two', instance)];
    expect(one.clientsecret).toMatch(/^[0-9a-f-]{36}\$[\w-]{43}=$/);
    expect([one.clientid === two.clientid, one.clientsecret === two.clientsecret]).toEqual([false, false]);
    expect([one.url, one.tokenurl].map((url) => new URL(url).pathname)).toEqual([
      '/it-rt/acme-hr-dev-rt',
      '/xsuaa/acme-hr-dev/oauth/token',
    ]);
    expect((await sap.createKey('one', instance)).body.errors[0].detail).toContain(
      "already has a key binding with name 'one'",
    );
  });

  it('of the api plan point to the API host', async () => {
    const sap = await LocalSapDriver.start();
    const key = await sap.key('k', await sap.runtime({ roles: ['MonitoringDataRead'] }, HR_DEV, 'api'));
    expect([new URL(key.url).pathname, key.clientid.split('|')[1]]).toEqual([
      '/it-rt/acme-hr-dev',
      expect.stringMatching(/^it!b\d+$/),
    ]);
    const pinning = await sap.runtimeKeyError('p', 'rt', {
      'key-type': 'certificate_external',
      'certificate-pinning': true,
    });
    expect(pinning).toContain('certificate-pinning: is not allowed');
  });

  it('that could not be made give their name back', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const job = await sap.job(await sap.createKey('k', instance, { 'key-type': 'none' }));
    expect(job.errors[0].detail).toMatch(/^bind could not be completed: Service broker error: /);
    expect((await sap.key('k', instance)).clientid).toBeDefined();
  });

  it('with a certificate hold a readable one', async () => {
    const sap = await LocalSapDriver.start();
    const key = await sap.key('k', await sap.runtime(), {
      'key-type': 'certificate',
      validity: 30,
      'key-length': 1024,
    });
    const certificate = new X509Certificate(key.certificate ?? '');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(30 * 86_400_000);
    expect(key.clientsecret).toBeUndefined();
  });

  it('with an external certificate take one certificate, once per tenant', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const { certificate } = await sap.key('made', instance, { 'key-type': 'certificate', 'key-length': 1024 });
    const errorFor = async (name: string, pem: string) =>
      (await sap.job(await sap.createKey(name, instance, { 'key-type': 'certificate_external', 'X.509': pem })))
        .errors[0]?.detail;
    expect(await errorFor('none', '')).toContain('exactly one certificate');
    expect(await errorFor('chain', `${certificate}${certificate}`)).toContain('exactly one certificate');
    await sap.cf('DELETE', `/v3/service_credential_bindings/${await sap.keyGuid('made', instance)}`);
    sap.pass(1);
    expect(await errorFor('first', (certificate ?? '').replaceAll('\n', ''))).toBeUndefined();
    expect(await errorFor('second', certificate ?? '')).toContain('already used');
  });

  it('with one external certificate are made one after the other or at once, and only one of them succeeds', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const { certificate, guid } = await sap.key('made', instance, { 'key-type': 'certificate', 'key-length': 1024 });
    await sap.job(await sap.cf('DELETE', `/v3/service_credential_bindings/${guid}`));
    const create = (name: string) =>
      sap.createKey(name, instance, { 'key-type': 'certificate_external', 'X.509': certificate });
    const accepted = await Promise.all([create('one'), create('two')]);
    const jobs = [await sap.job(accepted[0]), await sap.job(accepted[1])];
    expect(jobs.map(({ state }) => state).sort()).toEqual(['COMPLETE', 'FAILED']);
    expect(jobs.flatMap(({ errors }) => errors)[0].detail).toContain('already used by another service key');
  });

  it('that failed free their certificate', async () => {
    const sap = await LocalSapDriver.start({ faults: { jobs: [{ operation: 'service_keys.create', name: 'bad' }] } });
    const instance = await sap.runtime();
    const { certificate, guid } = await sap.key('made', instance, { 'key-type': 'certificate', 'key-length': 1024 });
    await sap.job(await sap.cf('DELETE', `/v3/service_credential_bindings/${guid}`));
    const parameters = { 'key-type': 'certificate_external', 'X.509': certificate };
    expect((await sap.job(await sap.createKey('bad', instance, parameters))).state).toBe('FAILED');
    expect((await sap.key('good', instance, parameters)).clientid).toBeDefined();
  });
});

describe('an instance of the seed', () => {
  const OLD = {
    name: 'old',
    org: 'acme_hr-dev',
    space: 'isc',
    parameters: { roles: ['ESBMessaging.send'], 'grant-types': ['client_credentials', 'client_x509'] },
    labels: { team: 'hr' },
    keys: ['k'],
  };
  const entitled = { service: 'it-rt', plan: 'integration-flow', scope: { subaccount: HR_DEV } };
  const seedWith = (more: object) => ({
    ...defaultSeed,
    assignments: [...defaultSeed.assignments, entitled],
    cloudFoundrySpaces: [{ name: 'isc', org: 'acme_hr-dev' }],
    cloudFoundryServiceInstances: [{ ...OLD, ...more }],
  });

  it('is there with its keys, which are good for tokens', async () => {
    const sap = await LocalSapDriver.start({ seed: seedWith({}) });
    const [instance] = (await sap.cf('GET', '/v3/service_instances?names=old')).body.resources;
    expect(instance).toMatchObject({ metadata: { labels: { team: 'hr' } }, last_operation: { state: 'succeeded' } });
    const details = `/v3/service_credential_bindings/${await sap.keyGuid('k', instance.guid)}/details`;
    const { oauth } = (await sap.cf('GET', details)).body.credentials;
    expect((await sap.clientToken(oauth)).body.expires_in).toBe(3600);
  });

  it('that carries client_x509 is neither changed nor given keys until that is gone', async () => {
    const sap = await LocalSapDriver.start({ seed: seedWith({}) });
    const [{ guid }] = (await sap.cf('GET', '/v3/service_instances?names=old')).body.resources;
    const change = async (parameters: object) =>
      (await sap.job(await sap.cf('PATCH', `/v3/service_instances/${guid}`, { parameters }))).errors[0]?.detail;
    const keyError = async (name: string) => (await sap.job(await sap.createKey(name, guid))).errors[0]?.detail;
    expect(await change({ 'token-validity': 7200 })).toContain('client_x509 is deprecated');
    expect(await keyError('new')).toContain('client_x509 is deprecated');
    expect(await change({ 'grant-types': ['client_credentials'] })).toBeUndefined();
    expect([await change({ 'token-validity': 7200 }), await keyError('new')]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ space: 'none' }, 'names the unknown space "none"'],
    [{ plan: 'api' }, 'needs it-rt/api among the assignments'],
    [{ service: 'xsuaa' }, 'only it-rt has a broker here'],
  ])('fails when it does not fit: %#', async (more, text) => {
    await expect(LocalSapDriver.start({ seed: seedWith(more) })).rejects.toThrow(text);
  });
});
