import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { HttpClient } from '../../../../cli/http/exchange';
import { type Answering, closedPort, TestServer } from '../../../support/servers';

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
  new HttpClient(process.env, timeoutMs).exchange({
    url,
    method: 'POST',
    headers: { authorization: 'Basic fake' },
    body: 'bödy',
  });

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

  test('has its answer after those that announce it (100, 102, 103)', async () => {
    const server = await started(
      TestServer.plain((_, response) => {
        response.writeContinue();
        response.writeProcessing();
        response.writeEarlyHints({ link: '</x>; rel=preload' });
        response.end('the answer');
      }),
    );
    expect(await post(`http://127.0.0.1:${server.port}`)).toMatchObject({ status: 200, text: 'the answer' });
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
      detail: expect.stringMatching(/^the connection was cut (before the answer was whole )?\(ECONNRESET\)$/),
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

  const raw =
    (...parts: string[]): Answering =>
    (_, response) =>
      void response.socket?.end(parts.join('\r\n'));

  test.each<[string, Answering, RegExp]>([
    [
      'changes the protocol, which was not asked for',
      raw('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', '', ''),
      /^it answers 101, which changes the protocol and was not asked for$/,
    ],
    [
      'announces an answer and sends none',
      raw('HTTP/1.1 103 Early Hints', '', ''),
      /^the connection was cut \(ECONNRESET\)$/,
    ],
    [
      'is shorter than its content-length',
      raw('HTTP/1.1 200 OK', 'content-length: 10', '', 'half'),
      /^the connection was cut before the answer was whole \(ECONNRESET\)$/,
    ],
    [
      'ends in the middle of its chunks',
      raw('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '4', 'half', ''),
      /^the connection was cut before the answer was whole \(ECONNRESET\)$/,
    ],
  ])('fails when the answer %s', async (_, answering, detail) => {
    const server = await started(TestServer.plain(answering));
    expect(await post(`http://127.0.0.1:${server.port}`)).toEqual({
      problem: 'unreachable',
      detail: expect.stringMatching(detail),
    });
  });

  test.each(['chunked', ''])('fails when the answer trickles on when the time is up (%s)', async (encoding) => {
    let trickle: NodeJS.Timeout | undefined;
    const server = await started(
      TestServer.plain((_, response) => {
        if (!encoding) response.removeHeader('transfer-encoding');
        trickle = setInterval(() => response.write('x'), 10);
      }),
    );
    const answer = await post(`http://127.0.0.1:${server.port}`, 300);
    clearInterval(trickle);
    expect(answer).toEqual({ problem: 'timeout', detail: 'no answer came within 0.3 s (--timeout)' });
  });

  test('fails when the answer is longer than anything that is read here', async () => {
    const endless = new Readable({ read: () => void endless.push(Buffer.alloc(65_536, 'x')) });
    const server = await started(TestServer.plain((_, response) => void endless.pipe(response.writeHead(500))));
    const answer = await post(`http://127.0.0.1:${server.port}`);
    endless.destroy();
    expect(answer).toEqual({
      problem: 'unreachable',
      detail: 'it answers 500 with more than 4194304 bytes, which are not read',
    });
  });

  test('fails when the URL holds a user, and sends nothing', async () => {
    const server = await started(TestServer.plain((_, response) => response.end()));
    const answer = await post(`http://me:fake-password@127.0.0.1:${server.port}/`);
    expect(answer).toMatchObject({ problem: 'malformed-url', detail: expect.stringContaining('user or password') });
    expect(JSON.stringify(answer)).not.toContain('fake-password');
    expect(server.seen).toEqual([]);
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

  test('keeps its password: the host gets no Authorization that was not meant for it', async () => {
    const proxy = await started(TestServer.plain((_, response) => response.end()));
    process.env.HTTP_PROXY = `http://me:fake@127.0.0.1:${proxy.port}`;
    await new HttpClient(process.env).exchange({ url: 'http://api.example.invalid/', method: 'GET', headers: {} });
    expect(proxy.seen[0]?.headers).toHaveProperty('proxy-authorization');
    expect(proxy.seen[0]?.headers).not.toHaveProperty('authorization');
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

  test('fails when it wants a password for http (407)', async () => {
    const proxy = await started(TestServer.plain((_, response) => response.writeHead(407).end()));
    process.env.HTTP_PROXY = `127.0.0.1:${proxy.port}`;
    expect(await post('http://rt.example.invalid/')).toMatchObject({
      problem: 'proxy',
      detail: expect.stringContaining('wants user and password (407)'),
    });
  });

  test.each<[string, string, RegExp]>([
    ['sends something of its own into the tunnel', 'HTTP/1.1 200 OK\r\n\r\nWelcome', /sends data of its own/],
    [
      'changes the protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
      /does not let it through \(101\)/,
    ],
    ['hangs up', '', /cannot be reached \(ECONNRESET\)/],
  ])('fails when it %s', async (_, text, detail) => {
    const proxy = await started(TestServer.plain(() => {}));
    proxy.server.on('connect', (_, socket) => void socket.end(text));
    process.env.HTTPS_PROXY = `127.0.0.1:${proxy.port}`;
    expect(await post('https://rt.example.invalid/', 5000)).toEqual({
      problem: 'proxy',
      detail: expect.stringMatching(detail),
    });
  });

  test('is not blamed for an answer that the host cuts', async () => {
    const proxy = await started(
      TestServer.plain((_, response) => void response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')),
    );
    process.env.HTTP_PROXY = `127.0.0.1:${proxy.port}`;
    expect(await post('http://rt.example.invalid/')).toEqual({
      problem: 'unreachable',
      detail: 'the connection was cut before the answer was whole (ECONNRESET)',
    });
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
