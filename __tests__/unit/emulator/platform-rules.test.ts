import { cleanUp, ISC_PARAMETERS, LocalSapDriver } from './harness';

afterEach(cleanUp);

/** Rules of the Cloud Controller (facts: cf 9), as far as cloud-foundry.test.ts does not show them. */

const errorOf = (answer: { body: { errors: { code: number; detail: string }[] } }) => answer.body.errors[0];
const INSTANCES = '/v3/service_instances';
const BINDINGS = '/v3/service_credential_bindings';

async function prepared() {
  const sap = await LocalSapDriver.start();
  await sap.entitle(true);
  return { sap, space: await sap.space('here'), plan: await sap.plan() };
}

const instanceNamed = async (sap: LocalSapDriver, name: string): Promise<string> =>
  (await sap.cf('GET', `${INSTANCES}?names=${name}`)).body.resources[0]?.guid;

describe('bodies', () => {
  it('with unknown keys are refused, however deep they are', async () => {
    const { sap, space, plan } = await prepared();
    const toSpace = { data: { guid: space } };
    const toPlan = { data: { guid: plan } };
    const create = (more: object, relationships: object = { space: toSpace, service_plan: toPlan }) =>
      sap.cf('POST', INSTANCES, { type: 'managed', name: 'x', relationships, ...more });
    const refused = async (answer: ReturnType<typeof create>) => {
      const { status, body } = await answer;
      return [status, body.errors[0].code, body.errors[0].detail];
    };
    const unknown = (key: string) => [422, 10008, `Unknown field(s): '${key}'`];
    expect(await refused(create({ parametres: {} }))).toEqual(unknown('parametres'));
    expect(await refused(create({ metadata: { label: {} } }))).toEqual(unknown('label'));
    expect(await refused(create({}, { space: toSpace, service_plan: toPlan, plan: toPlan }))).toEqual(unknown('plan'));
    const instance = await sap.runtime();
    expect(await refused(sap.cf('PATCH', `${INSTANCES}/${instance}`, { plan: 'x' }))).toEqual(unknown('plan'));
    const key = await sap.key('k', instance);
    expect(await refused(sap.cf('PATCH', `${BINDINGS}/${key.guid}`, { name: 'x' }))).toEqual(unknown('name'));
    const role = { type: 'organization_user', relationships: { user: { data: { username: 'u' } } }, user: 'u' };
    expect(await refused(sap.cf('POST', '/v3/roles', role))).toEqual(unknown('user'));
  });

  it('that are not JSON, or have parameters that are no object, are refused', async () => {
    const { sap, space, plan } = await prepared();
    expect(errorOf(await sap.cf('POST', INSTANCES, undefined))).toMatchObject({ code: 1001 });
    for (const parameters of [[], 'text', null, 1])
      expect(errorOf(await sap.createInstance('x', space, plan, parameters))?.detail).toBe(
        'Parameters must be an object',
      );
  });
});

describe('names', () => {
  it('have 1 to 255 characters', async () => {
    const { sap, space, plan } = await prepared();
    const detail = async (name: string) => errorOf(await sap.createInstance(name, space, plan))?.detail;
    expect(await detail('a'.repeat(256))).toBe('Name is too long (maximum is 255 characters)');
    expect(await detail(' ')).toBe("Name can't be blank");
    expect((await sap.createInstance('a'.repeat(255), space, plan)).status).toBe(202);
    const instance = await sap.runtime();
    expect(errorOf(await sap.createKey('k'.repeat(256), instance))?.detail).toContain('is too long');
    expect(errorOf(await sap.createKey('', instance))?.detail).toBe("Name can't be blank");
  });

  it('are unique: of instances in a space, of keys in an instance', async () => {
    const { sap, space, plan } = await prepared();
    const other = await sap.space('other');
    await sap.job(await sap.createInstance('a', space, plan));
    expect((await sap.createInstance('a', other, plan)).status).toBe(202);
    await sap.job(await sap.createInstance('b', space, plan));
    const [first, second] = [
      (await sap.cf('GET', `${INSTANCES}?names=a&space_guids=${space}`)).body.resources[0].guid,
      await instanceNamed(sap, 'b'),
    ];
    expect(errorOf(await sap.cf('PATCH', `${INSTANCES}/${second}`, { name: 'a' }))?.detail).toBe(
      'The service instance name is taken: a.',
    );
    await sap.key('k', first);
    expect(errorOf(await sap.createKey('k', first))?.detail).toContain('Key binding names must be unique');
    expect((await sap.createKey('k', second)).status).toBe(202);
  });
});

it('the name that a service instance gets by a job is taken from the beginning, and the old one until the end', async () => {
  const { sap, space, plan } = await prepared();
  await sap.job(await sap.createInstance('old', space, plan));
  const change = { name: 'new', parameters: ISC_PARAMETERS };
  const update = await sap.cf('PATCH', `${INSTANCES}/${await instanceNamed(sap, 'old')}`, change);
  for (const name of ['old', 'new'])
    expect(errorOf(await sap.createInstance(name, space, plan))?.detail).toBe(
      `The service instance name is taken: ${name}.`,
    );
  await sap.job(update);
  expect((await sap.createInstance('old', space, plan)).status).toBe(202);
  const renamed = await instanceNamed(sap, 'new');
  await sap.cf('PATCH', `${INSTANCES}/${renamed}`, { name: 'newer' });
  expect((await sap.createInstance('new', space, plan)).status).toBe(202);
});

describe('a busy service instance', () => {
  it('takes neither keys nor a deletion, and keeps the keys it has', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    const path = `${INSTANCES}/${instance}`;
    const busy = { code: 10008, detail: 'There is an operation in progress for the service instance.' };
    const update = await sap.cf('PATCH', path, { parameters: ISC_PARAMETERS });
    expect(errorOf(await sap.createKey('second', instance))).toMatchObject(busy);
    expect(errorOf(await sap.cf('DELETE', `${BINDINGS}/${key.guid}`))).toMatchObject(busy);
    expect(errorOf(await sap.cf('DELETE', path))).toMatchObject(busy);
    expect(errorOf(await sap.cf('PATCH', path, { tags: ['a'] }))).toMatchObject({ code: 60016 });
    await sap.job(update);
    const second = await sap.createKey('second', instance);
    const guid = await sap.keyGuid('second', instance);
    expect(errorOf(await sap.cf('DELETE', `${BINDINGS}/${guid}`))?.detail).toBe(
      'There is an operation in progress for the service binding.',
    );
    await sap.job(second);
    expect((await sap.cf('DELETE', path)).status).toBe(202);
  });
});

describe('the deletion of a service instance', () => {
  async function withKeys() {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const keys = { stays: await sap.key('stays', instance), goes: await sap.key('goes', instance) };
    return { sap, instance, keys, path: `${INSTANCES}/${instance}` };
  }
  const keyNames = async (sap: LocalSapDriver) =>
    (await sap.cf('GET', BINDINGS)).body.resources.map(({ name }: { name: string }) => name);

  it('fails when a key of it is being made, and succeeds when repeated', async () => {
    const { sap, instance, path } = await withKeys();
    await sap.createKey('new', instance);
    const deletion = await sap.cf('DELETE', path);
    expect(deletion.status).toBe(202);
    const job = await sap.job(deletion);
    expect([job.state, job.errors[0].detail]).toEqual([
      'FAILED',
      expect.stringContaining('binding new is in progress'),
    ]);
    expect(await keyNames(sap)).toEqual(['new']);
    expect((await sap.cf('GET', path)).body.last_operation).toMatchObject({ type: 'delete', state: 'failed' });
    expect((await sap.job(await sap.cf('DELETE', path))).state).toBe('COMPLETE');
  });

  it('fails when one of its keys cannot go, and succeeds when repeated', async () => {
    const { sap, keys, path } = await withKeys();
    const fault = { operation: 'service_keys.delete', name: 'stays', times: 1, brokerError: 'try again' };
    await sap.admin('/faults', { jobs: [fault] });
    const job = await sap.job(await sap.cf('DELETE', path));
    expect([job.state, job.errors[0].detail]).toEqual([
      'FAILED',
      'unbind could not be completed: Service broker error: try again',
    ]);
    expect(await keyNames(sap)).toEqual(['stays']);
    expect((await sap.cf('GET', `${BINDINGS}/${keys.stays.guid}`)).body.last_operation).toMatchObject({
      type: 'delete',
      state: 'failed',
    });
    expect([(await sap.clientToken(keys.stays)).status, (await sap.clientToken(keys.goes)).status]).toEqual([200, 401]);
    expect((await sap.job(await sap.cf('DELETE', path))).state).toBe('COMPLETE');
    expect((await sap.admin('/inventory')).body.counts.serviceKeys).toBe(0);
  });
});

describe('a service instance that could not be made', () => {
  it('stays visible until it is deleted, and is good for nothing else', async () => {
    const { sap, space, plan } = await prepared();
    const job = await sap.job(await sap.createInstance('bad', space, plan, { roles: 'x' }));
    expect(job).toMatchObject({ state: 'FAILED', errors: [{ code: 10009 }] });
    const path = `${INSTANCES}/${await instanceNamed(sap, 'bad')}`;
    expect((await sap.cf('GET', path)).body.last_operation).toMatchObject({ type: 'create', state: 'failed' });
    const gone = { code: 10010, detail: 'Service instance not found' };
    expect(errorOf(await sap.cf('PATCH', path, { tags: [] }))).toMatchObject(gone);
    expect(errorOf(await sap.cf('GET', `${path}/parameters`))).toMatchObject(gone);
    expect((await sap.createKey('k', path.slice(INSTANCES.length + 1))).status).toBe(422);
    expect(errorOf(await sap.createInstance('bad', space, plan))?.detail).toBe(
      'The service instance name is taken: bad.',
    );
    expect((await sap.job(await sap.cf('DELETE', path))).state).toBe('COMPLETE');
    expect((await sap.job(await sap.createInstance('bad', space, plan))).state).toBe('COMPLETE');
  });

  it('is not revived by a deletion that fails', async () => {
    const { sap, space, plan } = await prepared();
    await sap.job(await sap.createInstance('bad', space, plan, { roles: 'x' }));
    const guid = await instanceNamed(sap, 'bad');
    const path = `${INSTANCES}/${guid}`;
    await sap.admin('/faults', { jobs: [{ operation: 'service_instance.delete', times: 1 }] });
    expect((await sap.job(await sap.cf('DELETE', path))).state).toBe('FAILED');
    const gone = { code: 10010, detail: 'Service instance not found' };
    expect(errorOf(await sap.cf('PATCH', path, { parameters: ISC_PARAMETERS }))).toMatchObject(gone);
    expect(errorOf(await sap.cf('GET', `${path}/parameters`))).toMatchObject(gone);
    expect((await sap.createKey('k', guid)).status).toBe(422);
    expect((await sap.job(await sap.cf('DELETE', path))).state).toBe('COMPLETE');
  });

  it('is not gone while it is being made', async () => {
    const { sap, space, plan } = await prepared();
    const accepted = await sap.createInstance('new', space, plan);
    const path = `${INSTANCES}/${await instanceNamed(sap, 'new')}`;
    expect(errorOf(await sap.cf('PATCH', path, { tags: [] }))).toMatchObject({ code: 60016 });
    expect(errorOf(await sap.cf('GET', `${path}/parameters`))).toMatchObject({ code: 120004 });
    expect((await sap.job(accepted)).state).toBe('COMPLETE');
  });
});

describe('a space', () => {
  it('takes everything in it along', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const key = await sap.key('k', instance);
    const space = (await sap.cf('GET', '/v3/spaces?names=isc')).body.resources[0].guid;
    await sap.job(await sap.cf('DELETE', `/v3/spaces/${space}`));
    expect(errorOf(await sap.cf('GET', `${INSTANCES}/${instance}`))).toMatchObject({ code: 10010 });
    expect(errorOf(await sap.cf('GET', `${BINDINGS}/${key.guid}`))).toMatchObject({ code: 10010 });
    expect((await sap.clientToken(key)).status).toBe(401);
  });
});

describe('updated_at', () => {
  it('follows changes of an instance, but not of a key’s metadata', async () => {
    const sap = await LocalSapDriver.start();
    const instance = await sap.runtime();
    const { guid } = await sap.key('k', instance);
    const updatedAt = async (path: string) => (await sap.cf('GET', path)).body.updated_at;
    const before = [await updatedAt(`${INSTANCES}/${instance}`), await updatedAt(`${BINDINGS}/${guid}`)];
    sap.pass(60);
    const change = { metadata: { labels: { a: '1' } } };
    await sap.cf('PATCH', `${INSTANCES}/${instance}`, change);
    await sap.cf('PATCH', `${BINDINGS}/${guid}`, change);
    expect(await updatedAt(`${INSTANCES}/${instance}`)).not.toBe(before[0]);
    expect(await updatedAt(`${BINDINGS}/${guid}`)).toBe(before[1]);
  });
});

describe('metadata', () => {
  it.each([
    [{ labels: { a: 'x'.repeat(64) } }, 'Metadata label value error'],
    [{ labels: { a: '-x' } }, 'Metadata label value error'],
    [{ labels: { [`${'a'.repeat(254)}/a`]: '1' } }, 'Metadata label key error'],
    [{ annotations: { a: 'x'.repeat(5001) } }, 'Metadata annotation value error'],
    [{ annotations: { 'cloudfoundry.org/a': '1' } }, 'Metadata annotation key error'],
  ])('that breaks the rules is refused: %#', async (metadata, text) => {
    const sap = await LocalSapDriver.start();
    const answer = await sap.cf('PATCH', `/v3/spaces/${await sap.space()}`, { metadata });
    expect(errorOf(answer)?.detail).toContain(text);
  });
});
