import { type Answer, cleanUp, GLOBAL_ACCOUNT, HR_DEV, LocalSapDriver } from './harness';

afterEach(cleanUp);

const backend = ({ headers }: Answer) => headers.get('x-cpcli-backend-status');
const COLLECTION = { subaccount: HR_DEV, roleCollectionName: 'Operators' };
const ROLE = {
  roleName: 'Destination Viewer',
  roleTemplateAppID: 'destination-xsappname!b9',
  roleTemplateName: 'Destination_Viewer',
};

const withCollection = async (options?: Parameters<typeof LocalSapDriver.start>[0]) => {
  const sap = await LocalSapDriver.start(options);
  await sap.command('security/role-collection?create', { ...COLLECTION, description: 'of HR' });
  return sap;
};

describe('role collections', () => {
  it('are created, filled with roles, changed and deleted', async () => {
    const sap = await LocalSapDriver.start();
    const created = await sap.command('security/role-collection?create', { ...COLLECTION, description: '' });
    expect(created.body).toEqual({ name: 'Operators', description: '', isReadOnly: false });
    const added = await sap.command('security/role?add', { ...COLLECTION, ...ROLE });
    expect([backend(added), added.body]).toEqual(['200', '']);
    await sap.command('security/role-collection?update', { ...COLLECTION, description: 'of HR' });
    const get = () => sap.command('security/role-collection?get', COLLECTION);
    expect((await get()).body).toMatchObject({
      description: 'of HR',
      roleReferences: [{ roleTemplateAppId: ROLE.roleTemplateAppID, name: ROLE.roleName }],
    });
    await sap.command('security/role?remove', { ...COLLECTION, ...ROLE });
    expect((await get()).body).not.toHaveProperty('roleReferences');
    expect((await sap.command('security/role-collection?delete', COLLECTION)).body).toBe('');
    const gone = await get();
    expect([backend(gone), gone.body]).toEqual([
      '404',
      { error: `No entity found with values = [[${HR_DEV}, Operators, ${HR_DEV}]]` },
    ]);
  });

  it('need names of their own, roles that exist, and are not the predefined ones', async () => {
    const sap = await withCollection();
    expect(backend(await sap.command('security/role-collection?create', COLLECTION))).toBe('409');
    expect(backend(await sap.command('security/role?add', { ...COLLECTION, ...ROLE, roleName: 'no' }))).toBe('404');
    const predefined = { subaccount: HR_DEV, roleCollectionName: 'Subaccount Viewer' };
    expect((await sap.command('security/role-collection?delete', predefined)).body.error).toContain('read-only');
  });

  it('fails to be created with a name of more than 64 characters', async () => {
    const sap = await LocalSapDriver.start();
    const create = (length: number) =>
      sap.command('security/role-collection?create', { ...COLLECTION, roleCollectionName: 'x'.repeat(length) });
    const refused = await create(65);
    expect([backend(refused), refused.body.error]).toEqual([
      '400',
      'The name of a role collection must not exceed 64 characters',
    ]);
    expect(backend(await create(64))).toBe('200');
  });

  it('live in subaccounts, in the global account and in directories with users of their own', async () => {
    const directory = (id: string, features: string[]) => ({ id, name: id, features });
    const seed = {
      schema: 'sap-local-seed/1',
      globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT },
      directories: [directory('folder', ['DEFAULT']), directory('project', ['ENTITLEMENTS', 'AUTHORIZATIONS'])],
    };
    const sap = await LocalSapDriver.start({ seed });
    const list = async (zone: Record<string, string>) => {
      const answer = await sap.command('security/role-collection?list', zone);
      return answer.headers.get('x-cpcli-server-message') ?? answer.body[0].name;
    };
    const refusal = 'and thus did not entitle you to execute the command.';
    expect([
      await list({ globalAccount: GLOBAL_ACCOUNT }),
      await list({ directory: 'project' }),
      await list({ directory: 'folder' }),
      await list({ subaccount: 'none' }),
    ]).toEqual([
      'Global Account Administrator',
      'Directory Administrator',
      `Directory 'folder' lacks AUTHORIZATIONS feature ${refusal}`,
      `Subaccount 'none' does not exist ${refusal}`,
    ]);
  });
});

describe('assignments', () => {
  it('give role collections to users, who are created on the way', async () => {
    const sap = await withCollection();
    const user = { ...COLLECTION, userName: 'jenny@acme.example', origin: 'ldap' };
    const assigned = await sap.command('security/role-collection?assign', { ...user, createUserIfMissing: 'true' });
    expect(assigned.body).toMatchObject({
      username: 'jenny@acme.example',
      origin: 'sap.default',
      zoneId: HR_DEV,
      roleCollections: ['Operators'],
    });
    const shown = await sap.command('security/role-collection?get', {
      ...COLLECTION,
      showUserAssignments: 'true',
      page: '1',
    });
    expect(shown.body).toMatchObject({ count: 1, totalPages: 1, items: [{ username: 'jenny@acme.example' }] });
    expect((await sap.command('security/user?list', { subaccount: HR_DEV, origin: 'ldap' })).body).toEqual([
      'jenny@acme.example',
    ]);
    expect((await sap.command('security/role-collection?unassign', user)).body.roleCollections).toEqual([]);
  });

  it('give role collections to groups and other attributes', async () => {
    const sap = await withCollection();
    const group = { ...COLLECTION, group: 'ops', origin: 'acme-platform' };
    const assigned = await sap.command('security/role-collection?assign', { ...group, createUserIfMissing: 'true' });
    expect([backend(assigned), assigned.body]).toEqual(['200', '']);
    const shown = await sap.command('security/role-collection?get', { ...COLLECTION, showAttributeMappings: 'true' });
    expect(shown.body.samlAttributeAssignment).toMatchObject([
      { attributeName: 'Groups', attributeValue: 'ops', idpDisplayName: 'acme-platform' },
    ]);
    const unassigned = await sap.command('security/role-collection?unassign', group);
    expect(unassigned.body).toMatchObject({ samlAttrName: 'Groups', samlAttrValue: 'ops' });
    expect(backend(await sap.command('security/role-collection?unassign', group))).toBe('404');
  });

  it('end with their role collection', async () => {
    const sap = await withCollection();
    const user = { subaccount: HR_DEV, userName: 'jenny@acme.example', origin: 'ldap' };
    await sap.command('security/role-collection?assign', { ...COLLECTION, ...user, createUserIfMissing: 'true' });
    await sap.command('security/role-collection?delete', COLLECTION);
    expect((await sap.command('security/user?get', user)).body.roleCollections).toEqual([]);
  });
});

describe('users and trust', () => {
  const seed = {
    schema: 'sap-local-seed/1',
    globalAccount: { id: 'ga', subdomain: GLOBAL_ACCOUNT },
    identityProviders: [{ originKey: 'acme-platform', type: 'Platform', host: 'acme.accounts.example' }],
    users: [
      { userName: 'me@acme.example' },
      { userName: 'me@acme.example', origin: 'acme-platform', roleCollections: ['Global Account Viewer'] },
    ],
  };

  it('are listed by identity provider, one that nobody knows is refused', async () => {
    const sap = await LocalSapDriver.start({ seed });
    const users = (origin: string) => sap.command('security/user?list', { globalAccount: GLOBAL_ACCOUNT, origin });
    expect((await users('acme-platform')).body).toEqual(['me@acme.example']);
    expect((await users('ldap')).body).toEqual([]);
    const unknown = await users('other');
    expect([backend(unknown), unknown.body.error]).toEqual(['404', "Could not get user names: didn't find idp"]);
  });

  it('know the default identity provider and the seeded ones', async () => {
    const sap = await LocalSapDriver.start({ seed });
    const { body } = await sap.command('security/trust?list', { globalAccount: GLOBAL_ACCOUNT });
    expect(body).toMatchObject([
      { originKey: 'sap.default', availableForUserLogon: 'true' },
      { originKey: 'acme-platform', typeOfTrust: 'Platform', sapBtpCli: 'acme', availableForUserLogon: null },
    ]);
    const unknown = await sap.command('security/trust?get', { globalAccount: GLOBAL_ACCOUNT, origin: 'other' });
    expect([unknown.status, backend(unknown), unknown.body]).toEqual([200, '404', '']);
  });
});
