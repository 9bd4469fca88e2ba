import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { selfSignedCertificate } from '../../emulator/it-rt-broker/certificates';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (seen: Seen, response: ServerResponse) => void;

/** A server on 127.0.0.1 that remembers what it was asked. */
export class TestServer {
  readonly seen: Seen[] = [];
  private readonly sockets = new Set<Socket>();

  static plain(answer: Answering): Promise<TestServer> {
    return TestServer.listening((onRequest) => createServer(onRequest), answer);
  }

  /** TLS with a certificate that nobody trusts, for the host name. */
  static async tls(host: string, answer: Answering): Promise<TestServer & { readonly certificate: string }> {
    const made = selfSignedCertificate({
      commonName: host,
      notBefore: new Date(Date.now() - 60_000),
      days: 1,
      bits: 2048,
    });
    const options = { key: made.privateKey, cert: made.certificate };
    const server = await TestServer.listening((onRequest) => createTlsServer(options, onRequest), answer);
    return Object.assign(server, { certificate: made.certificate });
  }

  private static async listening(
    create: (onRequest: (request: IncomingMessage, response: ServerResponse) => void) => Server,
    answer: Answering,
  ): Promise<TestServer> {
    const server: TestServer = new TestServer(
      create(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body };
        server.seen.push(seen);
        answer(seen, response);
      }),
    );
    await new Promise<void>((ready) => server.server.listen(0, '127.0.0.1', ready));
    server.port = (server.server.address() as AddressInfo).port;
    return server;
  }

  private constructor(readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Known as long as it listens, and remembered afterwards. */
  port = 0;

  /** Acts as a proxy whose every tunnel ends at one port of this machine, whatever host was asked for. */
  tunnelTo(port: number, status = 200): this {
    this.server.on('connect', (request: IncomingMessage, socket: Socket) => {
      this.seen.push({ method: 'CONNECT', url: request.url ?? '', headers: request.headers, body: '' });
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const target = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connected\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      for (const end of [target, socket]) end.on('error', () => {});
    });
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await TestServer.plain(() => {});
  const { port } = server;
  await server.close();
  return port;
}
