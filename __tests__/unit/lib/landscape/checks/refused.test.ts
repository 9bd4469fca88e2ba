import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LandscapeError, type LandscapeProblem } from '../../../../../lib/landscape/landscape-error';
import { parseLandscape } from '../../../../../lib/landscape/load';
import { clientCertificate } from '../../../../support/synth';

const ID = '5d1b3a70-0000-4000-8000-0000000000d1';
const OTHER_ID = '5d1b3a70-0000-4000-8000-0000000000d2';

interface Parts {
  /** Lines at the top. */
  readonly top?: string;
  /** Which subaccount. */
  readonly account?: string;
  /** Lines of the subaccount. */
  readonly more?: string;
  /** Settings of the runtime, in braces. */
  readonly runtime?: string;
  /** Further entries of the list. */
  readonly runtimes?: string;
  readonly keys?: string;
  readonly connectors?: string;
}

/** A landscape with one subaccount, of which a test names the part that matters. */
function landscape({
  top = '',
  account = `id: ${ID}`,
  more = '',
  runtime = '',
  runtimes = '',
  keys = '{ name: isc }',
  connectors = '',
}: Parts): string {
  return `globalAccount: acme
${top}
subaccounts:
  - name: hr-dev
    ${account}
    ${more}
    runtimes:
      - { name: isc-runtime, ${runtime && `${runtime}, `}keys: [${keys}] }
      ${runtimes}
    connectors: [${connectors}]
`;
}

const folder = mkdtempSync(join(tmpdir(), 'btp-isc-refused-'));
const file = join(folder, 'f.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(parts: Parts | string, env: NodeJS.ProcessEnv = {}): readonly LandscapeProblem[] {
  try {
    parseLandscape(typeof parts === 'string' ? parts : landscape(parts), file, env);
    return [];
  } catch (error) {
    if (error instanceof LandscapeError) return error.problems;
    throw error;
  }
}

const SUB = 'subaccounts[0]';
const KEY = `${SUB}.runtimes[0].keys[0]`;

/** Each with what is wrong: part, property, what is said of it, and something of what is allowed or the fix. */
function refuses(cases: readonly (readonly [string, Parts, string, string, string])[]): void {
  test.each(cases)('fails for %s', (_, parts, property, wrong, remedy) => {
    const problems = problemsOf(parts);
    expect(problems.map((problem) => problem.property)).toEqual([property]);
    const [problem] = problems;
    expect(problem?.wrong).toContain(wrong);
    expect(`${problem?.allowed} ${problem?.fix}`).toContain(remedy);
  });
}

test('the landscape that the tests below spoil is right', () => {
  expect(problemsOf({})).toEqual([]);
});

describe('which subaccount it is', () => {
  const create = (more = '') => `create: { subdomain: acme-new, region: eu10${more} }`;
  refuses([
    ['two ways at once', { more: create() }, `${SUB}.create`, 'is given besides id', 'remove one of the two'],
    [
      'a subdomain without its region',
      { account: 'subdomain: acme' },
      `${SUB}.region`,
      'is missing',
      'write region: eu10',
    ],
    [
      'a region without its subdomain',
      { account: 'region: eu10' },
      `${SUB}.subdomain`,
      'is missing',
      'write subdomain: acme-hr-prod',
    ],
    [
      'a region that is a landscape of Cloud Foundry',
      { account: 'subdomain: acme', more: 'region: cf-eu10' },
      `${SUB}.region`,
      "is 'cf-eu10'",
      'write region: eu10',
    ],
    [
      'a new one without a region',
      { account: 'create: { subdomain: acme-new }' },
      `${SUB}.create.region`,
      'is missing',
      'write region: eu10',
    ],
    [
      'a new one in a directory that is no UUID',
      { account: create(', directory: HR') },
      `${SUB}.create.directory`,
      "is 'HR'",
      'a UUID',
    ],
    [
      'a new one without Cloud Foundry',
      { account: create(), more: 'cloudFoundry: { create: false }' },
      `${SUB}.cloudFoundry.create`,
      'has no Cloud Foundry environment',
      'remove it',
    ],
    [
      'a new one for which the defaults switch Cloud Foundry off',
      { account: create(), top: 'defaults: { cloudFoundry: { create: false } }' },
      `${SUB}.cloudFoundry.create`,
      'has no Cloud Foundry environment',
      'remove it',
    ],
    [
      'an import id of a new one that is no UUID',
      { account: create(', import: acme') },
      `${SUB}.create.import`,
      "is 'acme'",
      'a UUID',
    ],
  ]);

  test('fails for two new ones of the same subdomain and region, wherever these stand', () => {
    const second = `  - { name: hr-test, create: { subdomain: acme-new }, runtimes: [{ name: rt }] }\n`;
    const problems = problemsOf(
      `${landscape({ top: 'defaults: { create: { region: eu10 } }', account: create() })}${second}`,
    );
    expect(problems[0]).toMatchObject({
      property: 'subaccounts[1].subdomain',
      wrong: expect.stringContaining("is 'acme-new' in 'eu10' again, as in line 4"),
    });
  });
});

describe('what must be there before the runtimes', () => {
  refuses([
    [
      'an environment setting where none is created',
      { more: 'cloudFoundry: { orgName: acme }' },
      `${SUB}.cloudFoundry.orgName`,
      'the environment is not created here',
      'write create: true',
    ],
    [
      'the name of an org with a slash',
      { more: 'cloudFoundry: { create: true, orgName: a/b }' },
      `${SUB}.cloudFoundry.orgName`,
      "is 'a/b'",
      "without '/'",
    ],
    [
      'a landscape label that is a region, in the defaults',
      { top: 'defaults: { cloudFoundry: { create: true, landscapeLabel: eu10 } }' },
      'defaults.cloudFoundry.landscapeLabel',
      "is 'eu10'",
      'cf-eu10-004',
    ],
    [
      'an environment to import of another subaccount',
      { more: `cloudFoundry: { create: true, import: "${OTHER_ID},${ID}" }` },
      `${SUB}.cloudFoundry.import`,
      OTHER_ID,
      `${ID},<environment instance id>`,
    ],
    [
      'a display name in place of a plan of Integration Suite',
      { more: 'integrationSuite: { plan: Standard Edition }' },
      `${SUB}.integrationSuite.plan`,
      "is 'Standard Edition'",
      'a technical name',
    ],
    [
      'a plan beside an existing subscription',
      { more: 'integrationSuite: { existing: true, plan: standard_edition }' },
      `${SUB}.integrationSuite.plan`,
      'beside existing: true',
      'remove plan',
    ],
    [
      'a plan beside a subscription that the defaults call existing',
      {
        top: 'defaults: { integrationSuite: { existing: true } }',
        more: 'integrationSuite: { plan: standard_edition }',
      },
      `${SUB}.integrationSuite.plan`,
      'beside existing: true',
      'remove plan',
    ],
    [
      'an entitlement that the runtimes bring with them',
      { more: 'entitlements: [{ service: it-rt, plan: integration-flow }]' },
      `${SUB}.entitlements[0]`,
      'is it-rt/integration-flow',
      'entitlement: existing',
    ],
    [
      'the same in the defaults',
      { top: 'defaults: { entitlements: [{ service: it-rt, plan: integration-flow }] }' },
      'defaults.entitlements[0]',
      'is it-rt/integration-flow',
      'entitlement: existing',
    ],
    [
      'an entitlement twice',
      { more: 'entitlements: [{ service: a, plan: b }, { service: a, plan: b, amount: 2 }]' },
      `${SUB}.entitlements[1].plan`,
      "is 'a/b' again",
      'each service plan once',
    ],
    [
      'an amount of a plan that is on or off',
      { more: 'entitlements: [{ service: it-rt, plan: api, amount: 1 }]' },
      `${SUB}.entitlements[0].amount`,
      'on or off',
      'leave amount out',
    ],
    [
      'a role collection for nobody',
      { more: 'roleCollections: [{ name: PI_Read_Only }]' },
      `${SUB}.roleCollections[0].users`,
      'is empty, and so is groups',
      'at least one user or group',
    ],
    [
      'groups without their identity provider, in the defaults',
      { top: 'defaults: { roleCollections: [{ name: PI_Read_Only, groups: [hr] }] }' },
      'defaults.roleCollections[0].origin',
      'is missing',
      'sap.custom',
    ],
    [
      'a role collection twice',
      { more: 'roleCollections: [{ name: A, users: [x] }, { name: A, users: [y] }]' },
      `${SUB}.roleCollections[1].name`,
      "is 'A' again",
      'once',
    ],
    [
      'a mistyped org role',
      { more: 'members: [{ user: jane@example.com, orgRoles: [organization_manger] }]' },
      `${SUB}.members[0].orgRoles[0]`,
      "is 'organization_manger'",
      "did you mean 'organization_manager'?",
    ],
    [
      'a mistyped space role in the defaults',
      { top: 'defaults: { members: [{ user: jane@example.com, spaceRoles: [space_develper] }] }' },
      'defaults.members[0].spaceRoles[0]',
      "is 'space_develper'",
      "did you mean 'space_developer'?",
    ],
    [
      'a user name of blanks',
      { more: 'members: [{ user: "  " }]' },
      `${SUB}.members[0].user`,
      "is '  '",
      'write user: jane.doe@example.com',
    ],
    [
      'a member twice',
      { more: 'members: [{ user: jane, origin: sap.ids }, { user: jane, origin: sap.ids }]' },
      `${SUB}.members[1].user`,
      "is 'jane (sap.ids)' again",
      'each member once',
    ],
    [
      'an acknowledgement of an unknown rule',
      { more: 'acknowledge: [{ rule: ISC999, reason: "because it is right" }]' },
      `${SUB}.acknowledge[0].rule`,
      "is 'ISC999'",
      'ISC001',
    ],
    [
      'an acknowledgement without a reason, in the defaults',
      { top: 'defaults: { acknowledge: [{ rule: ISC002, reason: x }] }' },
      'defaults.acknowledge[0].reason',
      "is 'x'",
      'at least 10 characters',
    ],
    [
      'the name of a space with a comma, in the defaults',
      { top: 'defaults: { space: { name: "a,b" } }' },
      'defaults.space.name',
      "is 'a,b'",
      'write name: a-b',
    ],
    [
      'a space to import that is no UUID',
      { more: 'space: { import: integration }' },
      `${SUB}.space.import`,
      "is 'integration'",
      'cf space NAME --guid',
    ],
    [
      'a space that exists and is imported',
      { more: `space: { existing: true, import: ${ID} }` },
      `${SUB}.space.import`,
      'beside existing: true',
      'remove import',
    ],
    [
      'labels of a space that exists by the defaults',
      { top: 'defaults: { space: { existing: true } }', more: 'space: { labels: { team: hr } }' },
      `${SUB}.space.labels`,
      'beside existing: true',
      'remove labels',
    ],
    [
      'a label that is no label',
      { more: 'space: { labels: { team: "a b" } }' },
      `${SUB}.space.labels.team`,
      "is 'a b'",
      'make it an annotation',
    ],
    [
      'a wait that is no duration, in the defaults',
      { top: 'defaults: { marketplaceWait: soon }' },
      'defaults.marketplaceWait',
      "is 'soon'",
      'write marketplaceWait: 30s',
    ],
  ]);

  test('the same user of two identity providers, and a member of the org alone, are fine', () => {
    const members = '[{ user: jane, origin: a }, { user: jane, origin: b }, { user: joe, spaceRoles: [] }]';
    expect(problemsOf({ more: `members: ${members}` })).toEqual([]);
  });

  test('what only the defaults say of something that a subaccount calls existing is no contradiction', () => {
    const top = 'defaults: { space: { labels: { team: hr } }, integrationSuite: { plan: standard_edition } }';
    const more = 'space: { existing: true }\n    integrationSuite: { existing: true }';
    expect(problemsOf({ top, more })).toEqual([]);
  });
});

describe('runtimes', () => {
  refuses([
    [
      'settings of one that exists',
      { runtime: 'existing: true, roles: [ESBMessaging.send]' },
      `${SUB}.runtimes[0].roles`,
      'beside existing: true',
      'remove roles',
    ],
    [
      'one that exists and is imported',
      { runtime: `existing: true, import: ${ID}` },
      `${SUB}.runtimes[0].import`,
      'beside existing: true',
      'existing: true without it',
    ],
    [
      'an unknown plan of one that exists',
      { runtime: 'existing: true, plan: apis' },
      `${SUB}.runtimes[0].plan`,
      "is 'apis'",
      "did you mean 'api'?",
    ],
    [
      'a timeout that is no duration, in the defaults',
      { top: 'defaults: { runtime: { timeout: forever } }' },
      'defaults.runtime.timeout',
      "is 'forever'",
      'hours, minutes and seconds',
    ],
    [
      'an import id that is no UUID',
      { runtime: 'import: isc-runtime' },
      `${SUB}.runtimes[0].import`,
      "is 'isc-runtime'",
      'cf service NAME --guid',
    ],
    [
      'two of one name',
      { runtimes: '- { name: isc-runtime }' },
      `${SUB}.runtimes[1].name`,
      "is 'isc-runtime' again, as in line 8",
      'each name of a runtime once',
    ],
    [
      'redirect URIs without their grant type',
      { runtime: 'redirectUris: ["https://example.com"]' },
      `${SUB}.runtimes[0].redirectUris`,
      "'authorization_code' is not among",
      'leave redirectUris out',
    ],
    [
      'a key of labels that Cloud Foundry keeps for itself',
      { runtime: 'annotations: { cloudfoundry.org/x: y }' },
      `${SUB}.runtimes[0].annotations.cloudfoundry.org/x`,
      'keeps for itself',
      'use your own',
    ],
  ]);

  test('one of plan api that exists needs no roles, and any name may exist', () => {
    expect(problemsOf({ runtimes: `- { name: ${'x'.repeat(60)}, plan: api, existing: true }` })).toEqual([]);
  });
});

describe('keys', () => {
  refuses([
    ['an unknown type', { keys: '{ name: isc, type: secret }' }, `${KEY}.type`, "is 'secret'", "'clientSecret'"],
    [
      'a certificate that lives too long, in the defaults',
      { top: 'defaults: { key: { type: certificate, validity: 400 } }' },
      'defaults.key.validity',
      'is 400',
      'write validity: 365',
    ],
    [
      'a key length that does not exist',
      { keys: '{ name: isc, type: certificate, keyLength: 2000 }' },
      `${KEY}.keyLength`,
      'is 2000',
      'write keyLength: 2048',
    ],
    [
      'a validity of a client secret',
      { keys: '{ name: isc, validity: 30 }' },
      `${KEY}.validity`,
      'is given for a key of type clientSecret',
      'write type: certificate',
    ],
    [
      'a name that leaves no room for the hash of a certificate',
      { keys: `{ name: ${'x'.repeat(24)}, type: certificate }` },
      `${KEY}.name`,
      "is 'xxxx",
      '1 to 23 characters',
    ],
    [
      'a certificate without the grant type for it',
      { runtime: 'grantTypes: [password]', keys: '{ name: isc, type: certificate }' },
      `${KEY}.type`,
      'the grant types password',
      "add 'client_credentials'",
    ],
    [
      'an own certificate without its file',
      { keys: '{ name: isc, type: externalCertificate }' },
      `${KEY}.certificateFile`,
      'is missing',
      'write certificateFile: certs/isc.pem',
    ],
    [
      'a certificate file that is not there',
      { keys: '{ name: isc, type: externalCertificate, certificateFile: none.pem }' },
      `${KEY}.certificateFile`,
      'none.pem, which does not exist',
      'starts at the folder of the landscape file',
    ],
    [
      'a certificate file that is a folder',
      { keys: '{ name: isc, type: externalCertificate, certificateFile: . }' },
      `${KEY}.certificateFile`,
      'cannot be read (EISDIR',
      'a PEM file',
    ],
    [
      'a rotation that is never due',
      { keys: '{ name: isc, rotateAfter: 0 }' },
      `${KEY}.rotateAfter`,
      'is 0',
      'days from 1 to 3650',
    ],
    [
      'generations that do not say which is current',
      { keys: '{ name: isc, generations: [a, b] }' },
      `${KEY}.current`,
      'is missing, and there are 2 generations',
      'write current: b',
    ],
    [
      'a current generation that is not there',
      { keys: '{ name: isc, generations: ["2026-10", "2026-11"], current: "2026-12" }' },
      `${KEY}.current`,
      "is '2026-12'",
      'did you mean',
    ],
    [
      'a current generation of none',
      { keys: '{ name: isc, current: "2026-12" }' },
      `${KEY}.current`,
      'there are no generations',
      'remove it',
    ],
    [
      'a generation twice',
      { keys: '{ name: isc, generations: [a, a], current: a }' },
      `${KEY}.generations[1]`,
      "repeats 'a'",
      'each value once',
    ],
    [
      'a generation that makes too long a name',
      { keys: `{ name: isc, generations: [${'x'.repeat(40)}] }` },
      `${KEY}.generations[0]`,
      "makes the key name 'isc-xxx",
      'shorten the name or the generation',
    ],
    [
      'an import beside generations',
      { keys: `{ name: isc, generations: [a], import: ${ID} }` },
      `${KEY}.import`,
      'is given beside generations',
      'import a key without generations',
    ],
    [
      'an import id that is no UUID',
      { keys: '{ name: isc, import: isc }' },
      `${KEY}.import`,
      "is 'isc'",
      'cf service-key INSTANCE NAME --guid',
    ],
    [
      'generations of a key that exists',
      { keys: '{ name: isc, existing: true, generations: [a] }' },
      `${KEY}.generations`,
      'beside existing: true',
      'remove generations',
    ],
    [
      'the name of an existing key with a comma',
      { keys: '{ name: "a,b", existing: true }' },
      `${KEY}.name`,
      "is 'a,b'",
      'without a comma',
    ],
    [
      'two of one name',
      { keys: '{ name: isc }, { name: isc }' },
      `${SUB}.runtimes[0].keys[1].name`,
      "is 'isc' again",
      'each name of a key in its runtime once',
    ],
    [
      'a key that is named as a generation of another',
      { keys: '{ name: isc, generations: [a] }, { name: isc-a }' },
      `${SUB}.runtimes[0].keys[1].name`,
      "is 'isc-a' again",
      'each name of a key in its runtime once',
    ],
    [
      'two whose outputs would have one name',
      { keys: '{ name: isc.a }, { name: isc-a }' },
      `${SUB}.runtimes[0].keys[1].name`,
      "is 'isc_runtime_isc_a_service_key_json' again",
      'snake_case',
    ],
  ]);

  const valid = clientCertificate();
  const expired = clientCertificate({ notBefore: new Date(Date.now() - 10 * 86_400_000), days: 5 });

  test.each([
    ['is expired', () => expired.certificate, 'expired on', 'pass the renewed certificate'],
    ['is a private key', () => valid.privateKey, 'holds a private key', 'take it out of use'],
    ['is a chain', () => valid.certificate.repeat(2), 'a chain of 2', 'the first'],
    ['is something else', () => 'hello', 'is not a readable certificate', '-----BEGIN CERTIFICATE-----'],
    [
      'only looks like a certificate',
      () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'is not a readable certificate',
      '-----BEGIN CERTIFICATE-----',
    ],
  ])('fails for a certificate file that %s, and shows nothing of it', (_, content, wrong, remedy) => {
    const text = content();
    writeFileSync(join(folder, 'isc.pem'), text);
    const [problem, ...others] = problemsOf({
      keys: '{ name: isc, type: externalCertificate, certificateFile: isc.pem }',
    });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ property: `${KEY}.certificateFile`, wrong: expect.stringContaining(wrong) });
    expect(`${problem?.allowed} ${problem?.fix}`).toContain(remedy);
    for (const line of text.split('\n').filter((each) => each.length > 20 && !each.includes('-----'))) {
      expect(JSON.stringify(problem)).not.toContain(line);
    }
  });

  test('fails for pinning on plan api', () => {
    writeFileSync(join(folder, 'isc.pem'), valid.certificate);
    const keys = '{ name: isc, type: externalCertificate, certificateFile: isc.pem, pinning: true }';
    expect(problemsOf({ runtime: 'plan: api, roles: [MonitoringDataRead]', keys })).toMatchObject([
      { property: `${KEY}.pinning`, wrong: 'is true', fix: 'leave pinning out' },
    ]);
  });

  test('certificates of an instance that exists are left to the broker, whose grant types only it knows', () => {
    const top = 'defaults: { runtime: { grantTypes: [password] } }';
    expect(problemsOf({ top, runtime: 'existing: true', keys: '{ name: isc, type: certificate }' })).toEqual([]);
  });

  test('a file is read once and handed over as it is', () => {
    const pem = valid.certificate;
    writeFileSync(join(folder, 'isc.pem'), pem);
    const keys = ['a', 'b'].map((name) => `{ name: ${name}, type: externalCertificate, certificateFile: isc.pem }`);
    const [subaccount] = parseLandscape(landscape({ keys: keys.join(', ') }), file).subaccounts;
    expect(subaccount?.runtimes[0]?.keys.map(({ certificatePem }) => certificatePem)).toEqual([pem, pem]);
  });
});

describe('connectors', () => {
  const connector = (more = '', name = 'Hired') => `{ name: ${name}, endpoint: /http/${name}${more} }`;
  const at = `${SUB}.connectors[0]`;
  refuses([
    [
      'a runtime that does not exist',
      { connectors: connector(', runtime: isc-runtim') },
      `${at}.runtime`,
      "is 'isc-runtim', which does not exist",
      "did you mean 'isc-runtime'?",
    ],
    [
      'no runtime where there are two',
      { runtimes: '- { name: other }', connectors: connector() },
      `${at}.runtime`,
      'is missing, and there are 2 to choose from',
      'write runtime: isc-runtime',
    ],
    [
      'no key where there are two',
      { keys: '{ name: a }, { name: b }', connectors: connector() },
      `${at}.key`,
      'is missing, and there are 2 to choose from',
      'write key: a',
    ],
    [
      'a key that is nothing like those there are',
      { connectors: connector(', key: something') },
      `${at}.key`,
      "is 'something', which does not exist",
      'name one that exists or add it',
    ],
    [
      'a runtime of plan api',
      { runtimes: '- { name: api, plan: api, roles: [MonitoringDataRead] }', connectors: connector(', runtime: api') },
      `${at}.runtime`,
      "is 'api', of plan api",
      'a runtime of plan integration-flow',
    ],
    [
      'a key with a certificate',
      { keys: '{ name: isc, type: certificate }', connectors: connector() },
      `${at}.key`,
      "is 'isc', of type certificate",
      'a key with a client secret',
    ],
    [
      'two with one endpoint',
      { connectors: `${connector()}, { name: Other, endpoint: /http/Hired }` },
      `${SUB}.connectors[1].endpoint`,
      "is '/http/Hired' again, as in line 10",
      'each endpoint of a connector',
    ],
    [
      'an unknown authentication, in the defaults',
      { top: 'defaults: { connector: { authentication: basic } }', connectors: connector() },
      'defaults.connector.authentication',
      "is 'basic'",
      "did you mean 'Basic'?",
    ],
  ]);
});

describe('directories', () => {
  const directory = (more: string, id = ID, name = 'hr') =>
    `{ name: ${name}, id: ${id}, entitlements: [{ service: a, plan: b${more} }] }`;
  const top = (...entries: string[]) => ({ top: `directories: [${entries.join(', ')}]` });
  refuses([
    [
      'an id that is no UUID',
      top(directory('', 'HR')),
      'directories[0].id',
      "is 'HR'",
      'copy the ID from the directory',
    ],
    [
      'one twice',
      top(directory(''), directory('', ID.toUpperCase(), 'it')),
      'directories[1].id',
      `is '${ID}' again`,
      'each directory once',
    ],
    [
      'two of one name',
      top(directory(''), directory('', OTHER_ID)),
      'directories[1].name',
      "is 'hr' again",
      'each name of a directory once',
    ],
    [
      'a part of no amount',
      top(directory(', autoAssign: true, autoDistributeAmount: 1')),
      'directories[0].entitlements[0].autoDistributeAmount',
      'is set without an amount',
      'write amount',
    ],
    [
      'a part that nobody gets',
      top(directory(', amount: 5, autoDistributeAmount: 1')),
      'directories[0].entitlements[0].autoDistributeAmount',
      'nothing is distributed',
      'autoAssign: true',
    ],
  ]);

  test('fails for a subaccount that would have the stack of the directories, or the foundation of another', () => {
    const text = landscape({ ...top(directory('')), account: 'create: { subdomain: new, region: eu10 }' })
      .concat(`  - { name: Directories, id: ${ID}, runtimes: [{ name: rt }] }\n`)
      .concat(`  - { name: hr-dev-foundation, id: ${OTHER_ID}, runtimes: [{ name: rt }] }\n`);
    expect(problemsOf(text).map(({ property }) => property)).toEqual(['subaccounts[1].name', 'subaccounts[2].name']);
  });
});

describe('variables', () => {
  const withVariable = (name: string, value?: string) =>
    problemsOf({ account: `id: "\${env:${name}}"` }, value === undefined ? {} : { [name]: value });
  test('stand for the environment, in any text', () => {
    const env = { HR_ID: ID, STAGE: 'dev' };
    const text = landscape({ account: `id: "\${env:HR_ID}"`, more: `space: { name: "isc-\${env:STAGE}" }` });
    expect(parseLandscape(text, file, env).subaccounts[0]).toMatchObject({
      account: { id: ID },
      space: { name: 'isc-dev' },
    });
  });

  test.each([
    ['is not set', 'HR_ID', undefined, 'refers to HR_ID, which is not set', 'export HR_ID='],
    ['is empty', 'HR_ID', '', 'refers to HR_ID, which is empty', 'export HR_ID='],
    ['is no name', 'HR-ID', undefined, "refers to 'HR-ID'", '${env:HR_SUBACCOUNT_ID}'],
    ['sounds like a secret', 'HR_PASSWORD', 'fake-password', 'takes its value from HR_PASSWORD', 'remove it'],
  ])('fail where one %s', (_, name, value, wrong, fix) => {
    const [problem, ...others] = withVariable(name, value);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      property: `${SUB}.id`,
      wrong: expect.stringContaining(wrong),
      fix: expect.stringContaining(fix),
    });
    expect(JSON.stringify(problem)).not.toContain('fake-password');
  });

  test.each([
    ['a setting named password', 'state: { backend: pg, password: fake-password }', 'state.password', 'PASSWORD'],
    [
      'the text of a private key',
      'state: { backend: local, folder: "-----BEGIN RSA PRIVATE KEY-----" }',
      'state.folder',
      'FOLDER',
    ],
    [
      'the text of a service key',
      `state: { backend: local, folder: '{"clientsecret": "fake-secret"}' }`,
      'state.folder',
      'FOLDER',
    ],
  ])('fails for a literal secret: %s', (_, top, property, variable) => {
    const problem = problemsOf({ top }).find((each) => each.property === property && /secret/.test(each.wrong));
    expect(problem).toMatchObject({
      wrong: 'is a secret in a file',
      fix: expect.stringContaining(`\${env:${variable}}`),
    });
    expect(JSON.stringify(problem)).not.toContain('fake-');
  });

  test('fails where one does not fit, and shows the place, not the value', () => {
    const [problem] = withVariable('HR_ID', 'no-uuid');
    expect(problem).toMatchObject({ property: `${SUB}.id`, fix: expect.stringContaining('copy the ID') });
  });
});
