import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { anyText, randomly } from '../../support/random/inputs';
import { type Answer, call, cleanUp, HR_DEV, LocalSapDriver } from './harness';

/** Whatever comes: an answer in words and never a failure of the emulator itself. The seed is printed on failure. */

let sap: LocalSapDriver;
let complaints: string[];
beforeAll(async () => {
  complaints = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => complaints.push(String(text)) > 0);
  sap = await LocalSapDriver.start();
  await sap.runtime();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await cleanUp();
});

function expectRefusal({ status, body }: Answer): void {
  expect(complaints).toEqual([]);
  expect(status).not.toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/^\s+at .+:\d+:\d+/m);
}

const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '\u202e',
];
const HOSTILE_BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '0',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '['.repeat(50_000),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  '\u0000',
  `{"name":"${'x'.repeat(300_000)}"}`,
  '{"name":"a\\r\\nX-Evil: 1"}',
  '{"paramValues":{"__proto__":"x"}}',
  '{"paramValues":null}',
  '{"paramValues":{"subaccount":{}}}',
];

const SERVICES = [
  'btp/login/v2.97.0',
  'btp/command/v2.97.0/accounts/subaccount?get',
  'btp/command/v2.97.0/accounts/entitlement?assign',
  'cf/v3/spaces',
  'cf/v3/service_instances',
  'cf/v3/service_credential_bindings',
  'cf/v3/roles',
  'uaa/oauth/token',
  'xsuaa/acme-hr-dev/oauth/token',
  'it-rt/acme-hr-dev-rt/http/sf/employee-hired',
  'it-rt/acme-hr-dev/api/v1/MessageProcessingLogs',
  'neo/oauth2/api/v1/token',
  '_local/faults',
  '_local/iflows',
  '_local/clock',
  '_local/activate',
];

const url = (path: string) => `http://127.0.0.1:${sap.emulator.port}/${path}`;

let headers: Record<string, string>;
beforeEach(async () => {
  const { body: token } = await sap.uaaToken({ grant_type: 'password', username: 'me@acme.example', password: 'x' });
  const session = (await sap.login()).headers.get('x-cpcli-sessionid') ?? '';
  headers = { authorization: `bearer ${token.access_token}`, 'x-cpcli-sessionid': session };
});

function authorized(method: string, path: string, body?: string): Promise<Answer> {
  return call(method, url(path), { headers, ...(body !== undefined && { body }) });
}

test.each(SERVICES)('hostile bodies to %s', async (path) => {
  for (const body of HOSTILE_BODIES) expectRefusal(await authorized('POST', path, body));
  for (const method of ['PATCH', 'PUT', 'DELETE']) expectRefusal(await authorized(method, path, '{"__proto__":1}'));
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test.each(HOSTILE_NAMES)('%s in place of a name or an id', async (name) => {
  const paths = [
    `btp/command/v2.97.0/accounts/${name}?get`,
    `btp/command/v2.97.0/${name}`,
    `cf/v3/spaces/${name}`,
    `cf/v3/service_instances/${name}`,
    `cf/v3/service_credential_bindings/${name}/details`,
    `cf/v3/service_instances?names=${encodeURIComponent(decodeSafely(name))}`,
    `cf/v3/jobs/${name}`,
    `xsuaa/${name}/oauth/token`,
    `it-rt/${name}/http/x`,
    `neo/${name}/http/x`,
    `_local/${name}`,
    name,
  ];
  for (const path of paths) {
    expectRefusal(await authorized('GET', path));
    expectRefusal(await authorized('POST', path, '{}'));
  }
  expectRefusal(await sap.command('accounts/subaccount?get', { subaccount: name }));
  expectRefusal(await sap.command('accounts/entitlement?list', { [name]: name, globalAccount: name }));
});

function decodeSafely(text: string): string {
  return text.replaceAll('%', '');
}

test('the name of something that every object has is no command', async () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const { headers, body } = await authorized('POST', `btp/command/v2.97.0/${name}`, '{}');
    expect(headers.get('x-cpcli-backend-status')).toBe('501');
    expect(body.error).toContain('not implemented by emulator');
  }
});

test('any body, any query', async () => {
  const queries = fc
    .array(fc.tuple(anyText(10), anyText(10)), { maxLength: 5 })
    .map((pairs) => new URLSearchParams(pairs));
  const path = fc.constantFrom(...SERVICES.filter((service) => !service.startsWith('_local')));
  const body = fc.oneof(fc.json(), anyText(), fc.constantFrom(...HOSTILE_BODIES));
  await fc.assert(
    fc.asyncProperty(path, body, queries, async (service, text, query) => {
      const separator = service.includes('?') ? '&' : '?';
      expectRefusal(await authorized('POST', service, text));
      expectRefusal(await authorized('GET', `${service}${separator}${query}`));
    }),
    randomly(20),
  );
}, 60_000);

test('any credentials', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.base64String({ maxLength: 200 }),
      fc.constantFrom('Basic', 'bearer', 'Bearer', ''),
      async (text, kind) => {
        const headers = { authorization: `${kind} ${text}`, 'x-cpcli-sessionid': text };
        for (const path of [
          'cf/v3/spaces',
          'xsuaa/acme-hr-dev/oauth/token',
          'it-rt/acme-hr-dev-rt/http/sf/employee-hired',
        ]) {
          const answer = await call('POST', url(path), { headers, body: 'grant_type=client_credentials' });
          expectRefusal(answer);
          expect(answer.status).toBeGreaterThanOrEqual(400);
        }
      },
    ),
    randomly(15),
  );
}, 60_000);

test.each([
  ['a header line that never ends', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`],
  ['a header with a line break in it', 'GET /cf/ HTTP/1.1\r\nHost: x\r\nX: a\rEvil: 1\r\n\r\n'],
  ['two lengths', 'POST /cf/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
  [
    'length and chunks',
    'POST /cf/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001'],
  ['no host that is one', 'GET / HTTP/1.1\r\nHost: a b/../c\r\nConnection: close\r\n\r\n'],
  ['a path that is a URL', 'GET http://evil.example/cf/v3/spaces HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
])('%s on the wire is answered with 4xx, and the next request as ever', async (_, bytes) => {
  const answer = await onTheWire(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(complaints).toEqual([]);
  expect((await call('GET', `${sap.emulator.cfApiUrl}/`)).status).toBe(200);
});

function onTheWire(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(sap.emulator.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(text) : reject(error)));
    setTimeout(() => socket.end(), 500);
  });
}

test('nothing but loopback is listened to, and the first line says so', async () => {
  for (const { address, internal } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    if (internal) continue;
    await expect(reach(address)).resolves.toBe('refused');
  }
  for (const each of ['btpCliServerUrl', 'cfApiUrl', 'uaaUrl', 'adminUrl', 'neoUrl'] as const)
    expect(new URL(sap.emulator[each]).hostname).toBe('127.0.0.1');
});

function reach(host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: sap.emulator.port, host, timeout: 1000 }, () => resolve('connected'));
    socket.on('error', () => resolve('refused')).on('timeout', () => resolve('refused'));
    socket.on('close', () => socket.destroy());
  });
}

test('what it holds is what it held before', async () => {
  const spaces = await sap.cf('GET', '/v3/spaces');
  expect(spaces.body.resources.map(({ name }: { name: string }) => name)).toEqual(['isc']);
  expect((await sap.assignments(HR_DEV)).some(({ service }) => service === 'it-rt')).toBe(true);
});
