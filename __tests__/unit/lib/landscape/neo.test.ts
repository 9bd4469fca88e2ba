import { LandscapeError } from '../../../../lib/landscape/landscape-error';
import { parseLandscape } from '../../../../lib/landscape/load';
import { addressesOf, nothingToDeploy } from '../../../../lib/landscape/neo';
import { MINIMAL, NEO } from '../../../support/landscapes';

function problemsOf(text: string): string {
  try {
    parseLandscape(text, 'f.yaml');
  } catch (error) {
    if (error instanceof LandscapeError) return error.message;
    throw error;
  }
  throw new Error('expected the landscape to be refused');
}

const edit = (from: string, to: string) => {
  if (!NEO.includes(from)) throw new Error(`the landscape has no '${from}'`);
  return NEO.replace(from, to);
};

describe('a landscape with Neo subaccounts', () => {
  test('needs no subaccounts of Cloud Foundry, and gets the documented defaults', () => {
    const landscape = parseLandscape(NEO);
    expect(landscape).toMatchObject({ globalAccount: '', subaccounts: [] });
    expect(landscape.neoAccounts).toMatchObject([
      {
        name: 'hr-neo',
        account: 'acmehr1',
        stage: 'production',
        connectors: [
          {
            name: 'Employee Terminated',
            secretVariable: 'TF_VAR_isc_client_secret',
            authentication: 'OAuth2 Client Credentials Grant',
          },
        ],
      },
    ]);
  });

  test('stands beside Cloud Foundry, whose defaults for connectors hold for it too', () => {
    const both = `${MINIMAL}defaults: { connector: { authentication: Basic } }\n${NEO}`;
    const { subaccounts, neoAccounts } = parseLandscape(both);
    expect(subaccounts.map(({ name }) => name)).toEqual(['hr-dev']);
    expect(neoAccounts[0]?.connectors[0]?.authentication).toBe('Basic');
    expect(parseLandscape(MINIMAL).neoAccounts).toEqual([]);
  });
});

describe('fails', () => {
  test.each<[string, string, string[]]>([
    [
      'at a region without prefix',
      edit('region: neo-eu1', 'region: eu1'),
      ["f.yaml:4:13: `neoAccounts[0].region` is 'eu1'", "did you mean 'neo-eu1'?"],
    ],
    [
      'at a mistyped setting',
      edit('subscription:', 'subscripton:'),
      ['`neoAccounts[0].subscripton` is no setting here', "did you mean 'subscription'?"],
    ],
    [
      'at the design-time node',
      edit('a1234iflmap', 'a1234tmn'),
      ['`neoAccounts[0].subscription` is', 'write subscription: a1234iflmap'],
    ],
    [
      'at the secret of another login, which verify would send to an address of the landscape',
      edit('${env:TF_VAR_isc_client_secret}', '${env:BTP_PASSWORD}'),
      [
        '`neoAccounts[0].connectors[0].clientSecret` is the environment variable BTP_PASSWORD',
        'write clientSecret: $' + '{env:EMPLOYEE_TERMINATED_CLIENT_SECRET}',
      ],
    ],
    [
      'at no name of an environment variable',
      edit('${env:TF_VAR_isc_client_secret}', '${env:ISC-SECRET}'),
      ['`neoAccounts[0].connectors[0].clientSecret` is a secret in a file'],
    ],
    [
      'at the technical user in place of the client',
      edit('clientId: 4a5f', 'clientId: oauth_client_4a5f'),
      ['`neoAccounts[0].connectors[0].clientId` is', 'fix: write clientId: 4a5f0b1e-isc-client'],
    ],
    [
      'at a wrong endpoint',
      edit('/cxf/sf/employee-terminated', 'sf/x'),
      ['`neoAccounts[0].connectors[0].endpoint` is', '/http/sf/x'],
    ],
    [
      'at an unknown authentication',
      edit('        clientId:', '        authentication: Basik\n        clientId:'),
      ["`neoAccounts[0].connectors[0].authentication` is 'Basik'", "did you mean 'Basic'?"],
    ],
    [
      'at an unknown authentication in the defaults',
      `defaults: { connector: { authentication: Basik } }\n${NEO}`,
      ["`defaults.connector.authentication` is 'Basik'"],
    ],
    [
      'at two accounts with one name',
      `${NEO}${NEO.replace('neoAccounts:\n', '').replace('acmehr1', 'acmehr2')}`,
      ["`neoAccounts[1].name` is 'hr-neo' again"],
    ],
    [
      'at a name that a subaccount of Cloud Foundry has',
      `${MINIMAL}${edit('hr-neo', 'hr-dev')}`,
      ["`neoAccounts[0].name` is 'hr-dev' again, as in line 3"],
    ],
    [
      'at two connectors with one name',
      `${NEO}${NEO.slice(NEO.indexOf('      - name'))}`,
      ["`neoAccounts[0].connectors[1].name` is 'Employee Terminated' again"],
    ],
    [
      'at two clients with one secret',
      `${NEO}${NEO.slice(NEO.indexOf('      - name')).replace('Terminated', 'Hired').replace('isc-client', 'other')}`,
      ['`neoAccounts[0].connectors[1].clientSecret` is the secret of client 4a5f0b1e-isc-client'],
    ],
    ['at a missing account', edit('    account: acmehr1\n', ''), ['`neoAccounts[0].account` is missing']],
    ['at no accounts', 'neoAccounts: []', ['`neoAccounts` is empty']],
  ])('%s', (_, text, messages) => {
    const problems = problemsOf(text);
    for (const message of messages) expect(problems).toContain(message);
  });

  test.each([
    ['a text', 'fake-secret-in-a-file'],
    ['a number', '4711081547110815'],
  ])('at a secret in the file (%s), without repeating it', (_, value) => {
    const problems = problemsOf(edit('${env:TF_VAR_isc_client_secret}', value));
    expect(problems).toContain('`neoAccounts[0].connectors[0].clientSecret` is');
    expect(problems).not.toContain(value);
  });
});

describe('addresses of a Neo subaccount', () => {
  const addresses = (text: string, env: NodeJS.ProcessEnv = {}) => {
    const [account] = parseLandscape(text).neoAccounts;
    if (!account) throw new Error('the landscape has no Neo subaccount');
    return addressesOf(account, env);
  };

  test('come from the landscape, and from the environment before it', () => {
    const text = edit(
      '    connectors:',
      '    urls: { oauth: https://a.example.com, runtime: https://b.example.com }\n    connectors:',
    );
    const env = { NEO_OAUTH_URL: 'https://c.example.com/{account}', NEO_API_URL: 'https://d.example.com' };
    expect(addresses(text, env)).toMatchObject({
      tokenEndpoint: 'https://c.example.com/acmehr1/oauth2/api/v1/token',
      runtimeUrl: 'https://b.example.com',
      authorizationApiUrl: 'https://d.example.com/authorization/v1/accounts/acmehr1',
    });
    expect(addresses(text, { NEO_RUNTIME_URL: 'https://e.example.com' }).runtimeUrl).toBe('https://e.example.com');
  });

  test('fail in the environment where they would send credentials without TLS', () => {
    expect(() => addresses(NEO, { NEO_OAUTH_URL: 'http://example.com' })).toThrow(
      "`NEO_OAUTH_URL` is 'http://example.com'",
    );
  });
});

test('the secret may be in any environment variable', () => {
  const [account] = parseLandscape(edit('TF_VAR_isc_client_secret', 'ISC_CLIENT_SECRET')).neoAccounts;
  expect(account?.connectors[0]?.secretVariable).toBe('ISC_CLIENT_SECRET');
});

test('with Neo alone there is nothing to deploy', () => {
  expect(nothingToDeploy(parseLandscape(NEO))).toContain('Neo subaccounts only');
  expect(nothingToDeploy(parseLandscape(`${MINIMAL}${NEO}`))).toBeUndefined();
});

test('a Neo subaccount may have no connectors yet', () => {
  const [account] = parseLandscape(NEO.slice(0, NEO.indexOf('    connectors:'))).neoAccounts;
  expect(account?.connectors).toEqual([]);
});
