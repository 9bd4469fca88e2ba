import { HttpClient } from '../../../../cli/http/exchange';
import { currentSheets, prove, sharedSecrets, sharedSecretWarning } from '../../../../cli/rotate/proof';
import { keyOfConnector } from '../../../../cli/rotate/rotation';
import type { DeployedKey } from '../../../../cli/state/state';
import { parseLandscape } from '../../../../lib/landscape/load';

const landscape = parseLandscape(`globalAccount: acme
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes: [{ name: r, keys: [{ name: isc, generations: [old, new], current: new }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/a }]
`);
const rotated = keyOfConnector(landscape, 'Employee Hired');
const key = (name: string, secret = `fake-secret-of-${name}`, runtime = 'r'): DeployedKey => ({
  runtime,
  name,
  clientId: `sb-${name}`,
  clientSecret: secret,
});
const outputs = (name: string, secret = `fake-secret-of-${name}`) => ({
  employee_hired_endpoint_url: 'http://127.0.0.1:9/http/a',
  employee_hired_client_id: `sb-${name}`,
  employee_hired_client_secret: secret,
  employee_hired_token_endpoint: 'http://127.0.0.1:9/oauth/token',
});

test('the values are those of the current key', () => {
  const deployed = { keys: [key('isc-old'), key('isc-new')], outputs: outputs('isc-new') };
  expect(currentSheets(landscape, rotated, deployed)).toMatchObject([
    { connectorName: 'Employee Hired', clientId: 'sb-isc-new' },
  ]);
});

test.each([
  [
    'the current key is not deployed',
    [key('isc-old')],
    outputs('isc-old'),
    "The current key 'isc-new' is not deployed, so the old one is still needed. Deploy stack hr-dev",
  ],
  [
    'a key of that name is in another runtime only',
    [key('isc-new', 'fake', 'other')],
    outputs('isc-new', 'fake'),
    "'isc-new' is not deployed",
  ],
  [
    'the outputs are of the old key',
    [key('isc-old'), key('isc-new')],
    outputs('isc-old'),
    "The deployed values of 'Employee Hired' are not those of the current key 'isc-new'.",
  ],
  [
    'the outputs have another client id with the same secret',
    [key('isc-old', 'fake'), key('isc-new', 'fake')],
    outputs('isc-old', 'fake'),
    'are not those of the current key',
  ],
  ['there are no outputs', [key('isc-new')], {}, 'are not those of the current key'],
])('fails where %s', (_, keys, values, message) => {
  expect(() => currentSheets(landscape, rotated, { keys, outputs: values })).toThrow(message);
});

test('fails where the current key does not work, and says why', async () => {
  const deployed = { keys: [key('isc-new')], outputs: outputs('isc-new') };
  const proving = prove(
    rotated,
    currentSheets(landscape, rotated, deployed),
    deployed.outputs,
    new HttpClient({}, 5000),
  );
  await expect(proving).rejects.toThrow(
    /^The current key 'isc-new' is not proven, so the old one stays; nothing was written\.\n {2}Employee Hired: /,
  );
});

test('keys of one runtime with the same secret are found; the warning names them without it', () => {
  const shared = sharedSecrets([
    key('a', 'fake-same'),
    key('b', 'fake-same'),
    key('c', 'fake-same', 'other'),
    key('d'),
  ]);
  expect(shared).toEqual([['a', 'b']]);
  expect(
    sharedSecrets([
      { runtime: 'r', name: 'x' },
      { runtime: 'r', name: 'y' },
    ]),
  ).toEqual([]);
  expect(sharedSecretWarning(['a', 'b'])).toContain(
    "Keys 'a' and 'b' have the same client secret, so a rotation among them renews nothing.",
  );
});
