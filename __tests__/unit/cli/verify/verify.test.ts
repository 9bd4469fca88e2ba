import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '../../../../cli/http/exchange';
import type { ConnectorSheet } from '../../../../cli/sheet/sheet';
import { eventFromFile } from '../../../../cli/verify/external-event';
import { verifyConnector } from '../../../../cli/verify/verify';
import { type Answering, type Seen, TestServer } from '../../../support/servers';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Behaviour {
  readonly token?: Answering;
  readonly iflow?: Answering;
}

const TOKEN: Answering = (_, response) =>
  response.end(JSON.stringify({ access_token: 'fake-token', expires_in: 3600, token_type: 'bearer' }));
const RESPONSE =
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><ExternalEventResponse><responsePayload><entityId>E&amp;1</entityId>' +
  '<status>200</status><statusDetails>ok</statusDetails></responsePayload></ExternalEventResponse></s:Body></s:Envelope>';
const IFLOW: Answering = (_, response) => response.end(RESPONSE);

/** Verifies one connector against a server that behaves so. */
async function verified({ token = TOKEN, iflow = IFLOW }: Behaviour, change: Partial<ConnectorSheet> = {}) {
  const server = await TestServer.plain((seen, response) =>
    seen.url.startsWith('/oauth/token') ? token(seen, response) : iflow(seen, response),
  );
  servers.push(server);
  const root = `http://127.0.0.1:${server.port}`;
  const proof = await verifyConnector(
    {
      subaccount: 'hr',
      connectorName: 'Hired',
      endpointUrl: `${root}/http/hired`,
      authentication: 'OAuth2 Client Credentials Grant',
      clientId: 'sb-1!b1|it-rt!b2',
      clientSecret: 'fake-secret',
      tokenEndpoint: `${root}/oauth/token`,
      ...change,
    },
    { http: new HttpClient({}) },
  );
  expect(JSON.stringify(proof)).not.toMatch(/fake-secret|fake-token/);
  return { proof, seen: server.seen };
}

const status =
  (code: number, headers = {}): Answering =>
  (_, response) =>
    void response.writeHead(code, headers).end();
const text =
  (code: number, body: string): Answering =>
  (_, response) =>
    void response.writeHead(code).end(body);

const switched = ({ socket }: ServerResponse) =>
  void socket?.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');

const page =
  (body: string): Answering =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).end(body);
const soap11 = (fault: string) =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>${fault}</e:Fault></e:Body></e:Envelope>`;

describe('what ISC does', () => {
  test('is a token by Basic header and form body, then the envelope with the token', async () => {
    const { proof, seen } = await verified({});
    const [token, event] = seen as [Seen, Seen];
    const pair = Buffer.from(token.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect([token.method, token.body, pair]).toEqual([
      'POST',
      'grant_type=client_credentials',
      'sb-1!b1|it-rt!b2:fake-secret',
    ]);
    expect(event.headers).toMatchObject({
      authorization: 'Bearer fake-token',
      'content-type': 'text/xml; charset=utf-8',
    });
    expect(event.body).toContain(`<ev:externalEventId>${proof.externalEventId}</ev:externalEventId>`);
    expect(proof).toMatchObject({
      ok: true,
      warnings: [],
      delivery: {
        status: 200,
        token: { expiresIn: 3600, grantTypeInUrl: 'not needed' },
        response: { entityId: 'E&1', status: '200', statusDetails: 'ok' },
      },
    });
  });

  test('is one request with Basic, and a warning', async () => {
    const { proof, seen } = await verified({}, { authentication: 'Basic', tokenEndpoint: undefined });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers.authorization).toMatch(/^Basic /);
    expect(proof.ok).toBe(true);
    expect(proof.warnings.map(({ rule }) => rule)).toEqual(['basic-authentication']);
  });

  test('tells when the grant type must stand in the URL', async () => {
    const onlyInUrl: Answering = (seen, response) =>
      seen.url.endsWith('?grant_type=client_credentials') ? TOKEN(seen, response) : status(400)(seen, response);
    const { proof } = await verified({ token: onlyInUrl });
    expect(proof.ok).toBe(true);
    expect(proof.warnings).toMatchObject([
      { rule: 'grant-type-in-url', message: expect.stringContaining('append ?grant_type=client_credentials in ISC') },
    ]);
  });

  test('warns when there is no response document', async () => {
    const { proof } = await verified({ iflow: status(204) });
    expect([proof.ok, proof.warnings[0]?.rule]).toEqual([true, 'no-response-document']);
  });

  test('warns when the iFlow answers in words of its own, which count as its log has the message', async () => {
    const iflow: Answering = (_, response) =>
      void response.writeHead(200, { sap_messageprocessinglogid: 'AG1', 'content-type': 'text/plain' }).end('ok');
    const { proof } = await verified({ iflow });
    expect([proof.ok, proof.warnings[0]?.rule]).toEqual([true, 'no-response-document']);
  });
});

describe('what goes wrong is one sentence', () => {
  test.each<[string, Behaviour, string, RegExp]>([
    ['a wrong secret', { token: status(401) }, 'token-unauthorized', /refuses client id and secret \(401\)/],
    ['too many requests', { token: status(429) }, 'token-rate-limited', /too many requests \(429\)/],
    ['a bad request', { token: status(400) }, 'token-refused', /the token endpoint answers 400/],
    ['a login page for tokens', { token: status(302, { location: '/login' }) }, 'token-refused', /redirects \(302\)/],
    ['a token that is none', { token: text(200, '{}') }, 'token-refused', /without an access token/],
    ['a page for a token', { token: text(200, '<html>') }, 'token-refused', /without an access token/],
    ['null for a token', { token: text(200, 'null') }, 'token-refused', /without an access token/],
    ['a refused token', { iflow: status(401) }, 'unauthorized', /refuses token or credentials \(401\)/],
    ['a missing role', { iflow: status(403) }, 'role-missing', /the role it asks for is missing/],
    [
      'CSRF protection',
      { iflow: status(403, { 'x-csrf-token': 'Required' }) },
      'csrf-protected',
      /switch 'CSRF Protected' off/,
    ],
    ['no iFlow', { iflow: status(404) }, 'not-deployed', /no iFlow is deployed at the endpoint \(404\)/],
    [
      'an iFlow that fails',
      { iflow: status(500) },
      'iflow-failed',
      /the iFlow fails \(500\): its message processing log says why/,
    ],
    [
      'a SOAP fault',
      { iflow: text(500, '<faultstring>no &lt;id&gt;</faultstring>') },
      'iflow-failed',
      /\(500\): no <id>$/,
    ],
    [
      'a SOAP fault with 200',
      { iflow: text(200, '<s:faultstring xmlns:s="x" xml:lang="en">no&#x9b;2J</s:faultstring>') },
      'iflow-failed',
      /SOAP fault: no\\u009b2J$/,
    ],
    ['a log-on page', { iflow: page('<!doctype html><p>Log on<br>') }, 'refused', /200 with an HTML page, .*log/],
    ['a page as XML', { iflow: text(200, '<html xmlns="http://www.w3.org/1999/xhtml"/>') }, 'refused', /an HTML page/],
    ['a page without a type', { iflow: text(200, '\n<!DOCTYPE HTML>\n<br>') }, 'refused', /an HTML page/],
    ['no XML', { iflow: text(200, 'welcome') }, 'refused', /neither XML \(no content type\) nor the id/],
    [
      'half of an answer',
      { iflow: text(200, RESPONSE.slice(0, -9)) },
      'refused',
      /XML that cannot be read \(.*unclosed/,
    ],
    [
      'a fault in the answer to the client',
      { iflow: text(400, soap11('<faultstring>no such event</faultstring>')) },
      'refused',
      /^the endpoint answers 400: no such event$/,
    ],
    [
      'a redirect',
      { iflow: status(302, { location: '/x' }) },
      'refused',
      /redirects \(302\), which ISC does not follow/,
    ],
    ['anything else', { iflow: status(418) }, 'refused', /^the endpoint answers 418$/],
  ])('fails with %s', async (_, behaviour, code, sentence) => {
    const { proof } = await verified(behaviour);
    expect(proof).toMatchObject({
      ok: false,
      delivery: { accepted: false, code, reason: expect.stringMatching(sentence) },
    });
  });

  test.each(['endpointUrl', 'tokenEndpoint'] as const)(
    'fails with a password in %s, and does not show it',
    async (field) => {
      const { proof } = await verified({}, { [field]: 'https://me:fake-password@acme.example.invalid/x' });
      expect(proof.delivery).toMatchObject({
        accepted: false,
        reason: expect.stringContaining('https://acme.example.invalid/x cannot be used: it holds a user or password'),
      });
      expect(JSON.stringify(proof)).not.toContain('fake-password');
    },
  );

  test.each<[string, Behaviour]>([
    ['token-unreachable', { token: (_, response) => switched(response) }],
    ['endpoint-unreachable', { iflow: (_, response) => switched(response) }],
  ])('fails with %s when the answer is 101', async (code, behaviour) => {
    const { proof } = await verified(behaviour);
    expect(proof).toMatchObject({ ok: false, delivery: { code, reason: expect.stringContaining('it answers 101') } });
  });

  test.each(['endpointUrl', 'clientId', 'clientSecret', 'tokenEndpoint'])(
    'fails without %s in the state',
    async (field) => {
      const { proof, seen } = await verified({}, { [field]: undefined });
      expect(proof.delivery).toMatchObject({
        code: 'incomplete',
        reason: expect.stringContaining('deploy the stack first'),
      });
      expect(seen).toEqual([]);
    },
  );
});

describe('an event of the user', () => {
  const dir = mkdtempSync(join(tmpdir(), 'btp-isc-event-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const file = (content: string) => {
    const path = join(dir, 'event');
    writeFileSync(path, content);
    return path;
  };

  test('is sent as it is, with the type that fits and the id that it names', () => {
    const xml = '<a xmlns:ns="x"><ns:externalEventId a="b"> <![CDATA[E-7]]> </ns:externalEventId></a>';
    expect(eventFromFile(file(xml))).toEqual({
      externalEventId: 'E-7',
      contentType: 'text/xml; charset=utf-8',
      body: xml,
    });
    expect(eventFromFile(file(' {"a":1}'))).toMatchObject({
      externalEventId: undefined,
      contentType: 'application/json',
    });
  });

  test('fails when there is none', () => {
    expect(() => eventFromFile(file(' \n'))).toThrow(/The event file \S+ is empty/);
    expect(() => eventFromFile(join(dir, 'none'))).toThrow(/The event file \S+none cannot be read \(ENOENT\)/);
  });
});
