import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { LandscapeError } from '../../../lib/landscape/landscape-error';
import { parseLandscape } from '../../../lib/landscape/load';
import { neoUrlsFrom } from '../../../lib/landscape/neo-environment';
import { createNeoStacks } from '../../../lib/landscape/neo-stacks';
import { MINIMAL, NEO } from '../../support/landscapes';

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
        urls: {},
        connectors: [
          {
            name: 'Employee Terminated',
            clientSecretVariable: 'isc_client_secret',
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
      'at a variable that Terraform does not read',
      edit('${env:TF_VAR_isc_client_secret}', '${env:ISC_CLIENT_SECRET}'),
      [
        '`neoAccounts[0].connectors[0].clientSecret` is the environment variable ISC_CLIENT_SECRET',
        'write clientSecret: $' + '{env:TF_VAR_isc_client_secret}',
      ],
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

describe('the stack of a Neo subaccount', () => {
  const synthesized = (text: string, env: NodeJS.ProcessEnv = {}) => {
    const outdir = mkdtempSync(join(tmpdir(), 'btp-isc-synth-'));
    try {
      const app = new App({ outdir });
      createNeoStacks(app, parseLandscape(text).neoAccounts, { stateDir: '/private/state', env });
      app.synth();
      return JSON.parse(readFileSync(join(outdir, 'stacks/hr-neo/cdk.tf.json'), 'utf8'));
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  };

  test('has outputs and a variable for the secret, and neither providers nor resources', () => {
    const stack = synthesized(NEO);
    expect(stack.variable).toEqual({
      isc_client_secret: {
        description: 'Secret of the OAuth client 4a5f0b1e-isc-client',
        nullable: false,
        sensitive: true,
        type: 'string',
      },
    });
    expect(stack.output.employee_terminated_client_secret).toMatchObject({
      value: '${var.isc_client_secret}',
      sensitive: true,
    });
    expect([stack.provider, stack.resource, stack.data, stack.terraform.required_providers]).toEqual(
      Array(4).fill(undefined),
    );
    expect(stack.terraform.backend.local.path).toBe('/private/state/terraform.hr-neo.tfstate');
  });

  test('shares the variable between connectors of one client', () => {
    const shared = `${NEO}${NEO.slice(NEO.indexOf('      - name')).replace('Terminated', 'Hired')}`;
    expect(Object.keys(synthesized(shared).variable)).toEqual(['isc_client_secret']);
  });

  test('takes addresses from the landscape, and from the environment before it', () => {
    const text = edit(
      '    connectors:',
      '    urls: { oauth: https://a.example.com, runtime: https://b.example.com }\n    connectors:',
    );
    const { output } = synthesized(text, { NEO_OAUTH_URL: 'https://c.example.com/{account}' });
    expect(output.employee_terminated_token_endpoint.value).toBe('https://c.example.com/acmehr1/oauth2/api/v1/token');
    expect(output.employee_terminated_endpoint_url.value).toBe('https://b.example.com/cxf/sf/employee-terminated');
  });

  test.each([
    ['warns of a secret that a deployment would miss', {}, 1],
    ['says nothing when it is there', { TF_VAR_isc_client_secret: 'fake' }, 0],
  ])('%s', (_, env, warnings) => {
    const app = new App({ outdir: join(tmpdir(), 'btp-isc-not-synthesized') });
    createNeoStacks(app, parseLandscape(NEO).neoAccounts, { env });
    const told = app.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
    expect(told.filter((text) => text.includes('TF_VAR_isc_client_secret is not set'))).toHaveLength(warnings);
  });

  test('fails at an address in the environment that would send credentials without TLS', () => {
    expect(() => synthesized(NEO, { NEO_OAUTH_URL: 'http://example.com' })).toThrow('`urls.oauth` is');
  });
});

test('a Neo subaccount may have no connectors yet', () => {
  const [account] = parseLandscape(NEO.slice(0, NEO.indexOf('    connectors:'))).neoAccounts;
  expect(account?.connectors).toEqual([]);
});

test('each address of Neo can come from the environment', () => {
  const addresses = { NEO_OAUTH_URL: 'https://a', NEO_RUNTIME_URL: 'https://b', NEO_API_URL: 'https://c' };
  expect(neoUrlsFrom(addresses)).toEqual({ oauth: 'https://a', runtime: 'https://b', api: 'https://c' });
  expect(neoUrlsFrom({})).toEqual({});
});
