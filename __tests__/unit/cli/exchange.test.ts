import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { exchange } from '../../../cli/http/exchange';
import { closedPort, TestServer } from '../../support/test-server';

const servers: TestServer[] = [];
const environment = { ...process.env };
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  process.env = { ...environment };
});

async function started<T extends TestServer>(server: Promise<T>): Promise<T> {
  const running = await server;
  servers.push(running);
  return running;
}

const post = (url: string, timeoutMs = 20_000) =>
  exchange({ url, method: 'POST', headers: { authorization: 'Basic fake' }, body: 'bödy', timeoutMs });

describe('a request', () => {
  test('is sent with its body, and its answer is read', async () => {
    const server = await started(TestServer.plain((_, response) => response.writeHead(201, { 'x-a': 'b' }).end('ja')));
    expect(await post(`http://127.0.0.1:${server.port}/x?y`)).toMatchObject({
      status: 201,
      headers: { 'x-a': 'b' },
      text: 'ja',
    });
    expect(server.seen).toMatchObject([
      { method: 'POST', url: '/x?y', body: 'bödy', headers: { 'content-length': '5' } },
    ]);
  });

  test('follows no redirect, because its credentials are for that host alone', async () => {
    const other = await started(TestServer.plain((_, response) => response.end()));
    const server = await started(
      TestServer.plain((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end()),
    );
    expect(await post(`http://127.0.0.1:${server.port}`)).toMatchObject({ status: 302 });
    expect(other.seen).toEqual([]);
  });

  test('is over after 1 MiB of an answer that never ends', async () => {
    const endless = new Readable({ read: () => void endless.push(Buffer.alloc(65_536, 'x')) });
    const server = await started(TestServer.plain((_, response) => void endless.pipe(response)));
    const answer = await post(`http://127.0.0.1:${server.port}`, 5000);
    endless.destroy();
    expect('text' in answer && answer.text.length).toBe(1 << 20);
  });
});

describe('without an answer it says why', () => {
  test('fails when nothing listens', async () => {
    expect(await post(`http://127.0.0.1:${await closedPort()}`)).toEqual({
      problem: 'unreachable',
      detail: 'nothing listens there (ECONNREFUSED)',
    });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['before the first byte', (response) => void response.destroy()],
    ['by a reset', (response) => void response.socket?.resetAndDestroy()],
    [
      'by a reset in the middle of the body',
      (response) => void response.write('half', () => response.socket?.resetAndDestroy()),
    ],
  ])('fails when the connection is cut %s', async (_, cut) => {
    const server = await started(TestServer.plain((_, response) => cut(response)));
    expect(await post(`http://127.0.0.1:${server.port}`)).toMatchObject({
      problem: 'unreachable',
      detail: expect.stringMatching(/the connection was cut|hang up/),
    });
  });

  test.each(['before the first byte', 'in the middle of the body'])('fails when the time is up %s', async (moment) => {
    const server = await started(
      TestServer.plain((_, response) => {
        if (moment.includes('body')) response.write('half');
      }),
    );
    expect(await post(`http://127.0.0.1:${server.port}`, 200)).toEqual({
      problem: 'timeout',
      detail: 'no answer came within 0.2 s (--timeout)',
    });
  });

  test('fails when the certificate is not trusted, and when it is for another host', async () => {
    const server = await started(TestServer.tls('localhost', (_, response) => response.end()));
    expect(await post(`https://localhost:${server.port}`)).toMatchObject({
      problem: 'tls',
      detail: expect.stringContaining("name that CA's PEM file in NODE_EXTRA_CA_CERTS"),
    });
  });

  test('fails when the server does not speak TLS', async () => {
    const server = await started(TestServer.plain((_, response) => response.end()));
    expect(await post(`https://127.0.0.1:${server.port}`)).toMatchObject({
      problem: 'tls',
      detail: expect.stringContaining('it does not speak TLS'),
    });
  });

  test.each(['acme', 'ftp://acme.example.com/x'])('fails when %s is no URL to post to', async (url) => {
    expect(await post(url)).toMatchObject({ problem: 'malformed-url' });
  });
});

describe('through a proxy', () => {
  test('http is asked for by its whole URL', async () => {
    const proxy = await started(TestServer.plain((_, response) => response.end('by proxy')));
    process.env.HTTP_PROXY = `http://me:fake@127.0.0.1:${proxy.port}`;
    expect(await post('http://rt.example.invalid/http/x')).toMatchObject({ status: 200, text: 'by proxy' });
    expect(proxy.seen).toMatchObject([
      {
        url: 'http://rt.example.invalid/http/x',
        headers: { host: 'rt.example.invalid', 'proxy-authorization': 'Basic bWU6ZmFrZQ==' },
      },
    ]);
  });

  test('https is a tunnel in which the certificate still counts, and the proxy sees no header of it', async () => {
    const server = await started(TestServer.tls('rt.example.invalid', (_, response) => response.end()));
    const proxy = (await started(TestServer.plain(() => {}))).tunnelTo(server.port);
    process.env.HTTPS_PROXY = `127.0.0.1:${proxy.port}`;
    expect(await post('https://rt.example.invalid/http/x')).toMatchObject({ problem: 'tls' });
    expect(proxy.seen).toMatchObject([{ method: 'CONNECT', url: 'rt.example.invalid:443' }]);
    expect(JSON.stringify(proxy.seen)).not.toContain('Basic fake');
  });

  test.each([
    [407, 'wants user and password (407)'],
    [403, 'does not let it through (403)'],
  ])('fails when it answers %s', async (status, sentence) => {
    const proxy = (await started(TestServer.plain(() => {}))).tunnelTo(0, status);
    process.env.HTTPS_PROXY = `http://me:fake@127.0.0.1:${proxy.port}`;
    const answer = await post('https://rt.example.invalid/');
    expect(answer).toMatchObject({ problem: 'proxy', detail: expect.stringContaining(sentence) });
    expect(JSON.stringify(answer)).not.toContain('fake');
  });

  test.each(['http', 'https'])('fails when it cannot be reached (%s)', async (scheme) => {
    const port = await closedPort();
    process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `127.0.0.1:${port}`;
    expect(await post(`${scheme}://rt.example.invalid/`)).toEqual({
      problem: 'proxy',
      detail: `the proxy 127.0.0.1:${port} (${scheme.toUpperCase()}_PROXY) cannot be reached (ECONNREFUSED)`,
    });
  });
});
