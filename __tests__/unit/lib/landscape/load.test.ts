import { LandscapeError } from '../../../../lib/landscape/landscape-error';
import { loadLandscape, parseLandscape } from '../../../../lib/landscape/load';
import { MINIMAL } from '../../../support/landscapes';

/** The landscape with one line replaced, and the problems it then has. */
function problemsOf(text: string) {
  try {
    parseLandscape(text, 'f.yaml');
  } catch (error) {
    if (error instanceof LandscapeError) return error.message;
    throw error;
  }
  throw new Error('expected the landscape to be refused');
}

const edit = (from: string, to: string) => {
  if (!MINIMAL.includes(from)) throw new Error(`the minimal landscape has no '${from}'`);
  return MINIMAL.replace(from, to);
};

describe('a landscape that is right', () => {
  test('gets the documented defaults', () => {
    const { subaccounts } = parseLandscape(MINIMAL);
    expect(subaccounts[0]).toMatchObject({
      space: { name: 'integration', existing: false },
      entitlement: 'assign',
      runtimes: [{ name: 'isc-runtime', plan: 'integration-flow' }],
      connectors: [{ runtime: 'isc-runtime', key: 'isc-2026-11', authentication: 'OAuth2 Client Credentials Grant' }],
    });
  });

  test('lets a subaccount override the defaults', () => {
    const text = edit(
      'subaccounts:',
      'defaults: { space: { name: shared, existing: true }, runtime: { tokenValidity: 7200 } }\nsubaccounts:',
    ).replace('    runtimes:', '    space: { name: own }\n    runtimes:');
    const [subaccount] = parseLandscape(text).subaccounts;
    expect(subaccount?.space).toMatchObject({ name: 'own', existing: true });
    expect(subaccount?.runtimes[0]).toMatchObject({ tokenValidity: 7200 });
  });
});

describe('a landscape that is wrong is refused with line, column, value, what is allowed and the fix', () => {
  test.each([
    [
      'a value out of range',
      '        keys:',
      '        tokenValidity: 60\n        keys:',
      'f.yaml:7:24: `subaccounts[0].runtimes[0].tokenValidity` is 60',
      'from 3600 to 86400',
      'tokenValidity: 3600',
    ],
    [
      'a missing value',
      '    id: 5d1b3a70-0000-4000-8000-0000000000d1\n',
      '',
      'f.yaml:3:5: `subaccounts[0].id` is missing',
      'one of id, subdomain with region (both for a subaccount that exists), create',
      'write id: and the UUID',
    ],
    [
      'a wrong type',
      'name: isc-runtime',
      'name: [isc-runtime]',
      'f.yaml:6:15: `subaccounts[0].runtimes[0].name` is a list',
      'a text',
      'write name: isc-runtime',
    ],
    [
      'a number where text belongs',
      'globalAccount: acme',
      'globalAccount: 42',
      'f.yaml:1:16: `globalAccount` is 42',
      'a text',
      'globalAccount: acme',
    ],
    [
      'an empty list',
      '        keys:\n          - name: isc-2026-11\n    connectors:',
      '    connectors:',
      '`subaccounts[0].connectors[0].key` is missing',
      "a key of runtime 'isc-runtime', but there is none",
      'add one',
    ],
    [
      'an unknown setting',
      '    runtimes:',
      '    runtime:',
      'f.yaml:5:5: `subaccounts[0].runtime` is no setting here',
      'acknowledge, runtimes, connectors',
      "did you mean 'runtimes'?",
    ],
    [
      'an id that is no UUID',
      '5d1b3a70-0000-4000-8000-0000000000d1',
      'hr-dev',
      "f.yaml:4:9: `subaccounts[0].id` is 'hr-dev'",
      'a UUID',
      'copy the ID',
    ],
    [
      'a mistyped plan',
      '        keys:',
      '        plan: integration-flows\n        keys:',
      "`subaccounts[0].runtimes[0].plan` is 'integration-flows'",
      "'integration-flow', 'api'",
      "did you mean 'integration-flow'?",
    ],
    [
      'plan api without roles',
      '        keys:',
      '        plan: api\n        keys:',
      '`subaccounts[0].runtimes[0].roles` is missing',
      'plan api has no default',
      'roles: [MonitoringDataRead]',
    ],
    [
      'a mistyped api role',
      '        keys:',
      '        plan: api\n        roles: [MonitoringRead]\n        keys:',
      "roles[0]` is 'MonitoringRead'",
      'MonitoringDataRead',
      "did you mean 'MonitoringDataRead'?",
    ],
    [
      'a retired grant type',
      '        keys:',
      '        grantTypes: [client_x509]\n        keys:',
      "f.yaml:7:22: `subaccounts[0].runtimes[0].grantTypes[0]` is 'client_x509', which is deprecated",
      'client_credentials',
      'remove it',
    ],
    [
      'an instance name that is too long',
      'name: isc-runtime',
      `name: ${'x'.repeat(33)}`,
      "is 'xxxxxxxxx",
      '1 to 32 characters',
      'write name: xxxx',
    ],
    ['a key name with a comma', 'name: isc-2026-11', 'name: "a,b"', "is 'a,b'", 'letters, digits', 'write name: a-b'],
    [
      'a path that is no iFlow path',
      '/http/sf/employee-hired',
      'sf/employee-hired',
      "endpoint` is 'sf/employee-hired'",
      "'/http/'",
      'write endpoint: /http/sf/employee-hired',
    ],
    [
      'an unknown authentication',
      'endpoint:',
      'authentication: OAuth2\n        endpoint:',
      "authentication` is 'OAuth2'",
      "'OAuth2 Client Credentials Grant', 'Basic'",
      "did you mean 'OAuth2 Client Credentials Grant'?",
    ],
    [
      'an unknown key',
      'endpoint:',
      'key: isc-2026-12\n        endpoint:',
      "key` is 'isc-2026-12', which does not exist",
      'isc-2026-11',
      "did you mean 'isc-2026-11'?",
    ],
    [
      'a wait that is no duration',
      '    runtimes:',
      '    marketplaceWait: "30"\n    runtimes:',
      "marketplaceWait` is '30'",
      'hours, minutes and seconds',
      'write marketplaceWait: 30s',
    ],
  ])('%s', (_, from, to, where, allowed, fix) => {
    const message = problemsOf(edit(from, to));
    expect(message).toContain(where);
    expect(message).toMatch(/^f\.yaml:\d+:\d+: /);
    expect(message.split('\n').find((line) => line.includes('allowed:'))).toContain(allowed);
    expect(message.split('\n').find((line) => line.includes('fix:'))).toContain(fix);
  });

  test('two of the same name are named at the second, with the line of the first', () => {
    const second = MINIMAL.slice(MINIMAL.indexOf('  - name: hr-dev'));
    const message = problemsOf(`${MINIMAL}${second}`);
    expect(message).toContain("f.yaml:12:11: `subaccounts[1].name` is 'hr-dev' again, as in line 3");
    expect(message).toContain('`subaccounts[1].id` is');
  });

  test('connectors whose outputs would collide are refused', () => {
    const message = problemsOf(`${MINIMAL}      - name: employee-hired\n        endpoint: /http/sf/other\n`);
    expect(message).toContain(
      "`subaccounts[0].connectors[1].name` is 'employee_hired_client_secret' again, as in line 10",
    );
  });

  test('one endpoint twice is refused, unless a connector goes over to the other authentication', () => {
    const second = `${MINIMAL}      - { name: Other, endpoint: /http/sf/employee-hired`;
    expect(problemsOf(`${second} }\n`)).toContain("endpoint` is '/http/sf/employee-hired' again, as in line 11");
    expect(parseLandscape(`${second}, authentication: Basic }\n`).subaccounts[0]?.connectors).toHaveLength(2);
  });

  test('a problem in the defaults is reported there, once, not at every runtime that inherits it', () => {
    const message = problemsOf(edit('subaccounts:', 'defaults: { runtime: { tokenValidity: 1 } }\nsubaccounts:'));
    expect(message.match(/tokenValidity` is 1/g)).toHaveLength(1);
    expect(message).toContain('f.yaml:2:39: `defaults.runtime.tokenValidity` is 1');
  });

  test('every problem is reported at once', () => {
    const text = edit('name: isc-runtime', 'name: "a b"').replace('/http/sf/employee-hired', 'nowhere');
    expect(problemsOf(text).match(/fix:/g)).toHaveLength(2);
  });

  test('a mistyped setting is not reported as a missing one as well', () => {
    expect(problemsOf(edit('    runtimes:', '    runtime:')).match(/fix:/g)).toHaveLength(1);
  });

  test('broken YAML is refused at its line', () => {
    expect(problemsOf('globalAccount: acme\nsubaccounts: [')).toMatch(/^f\.yaml:2:\d+: the file is not valid YAML/);
  });

  test('an empty file is refused by what it lacks', () => {
    expect(problemsOf('')).toContain('`globalAccount` is missing');
  });

  test('a file that is not there is refused by name', () => {
    expect(() => loadLandscape('no-such-landscape.yaml')).toThrow(
      /no-such-landscape\.yaml:1:1: the file does not exist/,
    );
  });
});

describe('values of a wrong kind', () => {
  const subaccount = (line: string) => edit('    runtimes:', `    ${line}\n    runtimes:`);

  test.each([
    ['space: { labels: 5 }', 'names and their values, all texts', 'write labels: {team: hr}'],
    ['space: { labels: { team: 5 } }', 'a text', ''],
    ['integrationSuite: { activation: soon }', 'required or unchecked', 'write activation: required'],
    ['space: 5', 'a group of settings', ''],
  ])('%s', (line, allowed, fix) => {
    const message = problemsOf(subaccount(line));
    expect(message).toContain(allowed);
    expect(message).toContain(fix);
  });

  test('a setting of something that has none', () => {
    expect(problemsOf(edit('name: isc-runtime', 'name: isc-runtime\n        keyz: []'))).toContain(
      "did you mean 'keys'?",
    );
  });
});

test('a name that no file can have is refused as such', () => {
  expect(() => loadLandscape(`${'x'.repeat(300)}.yaml`)).toThrow(/cannot be read \(ENAMETOOLONG/);
});
