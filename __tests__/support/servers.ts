import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
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

  /** TLS with a certificate that no client trusts, for the host name. */
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

  /** Acts as a proxy: every tunnel ends at one port of this machine, whatever host was asked for. */
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

/** A server that keeps Terraform states as backend `http` asks for: GET, POST, LOCK and UNLOCK on one address per state. */
export class HttpState {
  /** States by path. */
  readonly states = new Map<string, string>();
  /** Who holds which lock, as terraform describes itself. */
  readonly locks = new Map<string, string>();
  /** Methods in the order of the requests. */
  readonly methods: string[] = [];
  /** Answers 500 to each request that writes a state. */
  broken = false;
  private server?: Server;

  constructor(private readonly credentials: { readonly username: string; readonly password: string }) {}

  async start(): Promise<string> {
    this.server = createServer(async (request, response) => {
      const [status, body] = this.answer(request, await textOf(request));
      response.writeHead(status).end(body);
    });
    await new Promise<void>((ready) => this.server?.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server?.close(done));
  }

  private answer({ method = '', url = '', headers }: IncomingMessage, body: string): [number, string?] {
    const { username, password } = this.credentials;
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (headers.authorization !== expected) return [401];
    this.methods.push(method);
    const path = url.split('?')[0] ?? '';
    const held = this.locks.get(path);
    switch (method) {
      case 'GET':
        return this.states.has(path) ? [200, this.states.get(path)] : [404];
      case 'POST':
        if (this.broken) return [500];
        this.states.set(path, body);
        return [200];
      case 'LOCK':
        if (held !== undefined) return [423, held];
        this.locks.set(path, body);
        return [200];
      case 'UNLOCK':
        this.locks.delete(path);
        return [200];
      default:
        return [405];
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Why no PostgreSQL can be started here; empty when one can. */
export function whyNoPostgres(): string {
  for (const program of ['initdb', 'postgres', 'psql']) {
    if (spawnSync(program, ['--version']).error) return `${program} is not on PATH`;
  }
  if (!isRoot()) return '';
  if (serverUser() === undefined) return 'PostgreSQL refuses to run as root and there is no user postgres';
  return base() === undefined ? `the user postgres may not enter ${PLACES.join(' or ')}` : '';
}

const isRoot = () => process.getuid?.() === 0;

const PLACES = [tmpdir(), '/var/tmp'];

/** A folder for folders. Root's server runs as another user, who may be kept out of the first choice. */
const base = () => PLACES.find((place) => !isRoot() || isOpenToAll(resolve(place)));

function isOpenToAll(folder: string): boolean {
  const isOpen = ((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o001) !== 0;
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

/** A PostgreSQL of one test, on loopback, with a password. */
export class Postgres {
  private readonly dir = mkdtempSync(join(base() ?? tmpdir(), 'btp-isc-pg-'));
  private server?: ChildProcess;
  readonly password = 'fake-password';
  port = 0;

  async start(): Promise<void> {
    const user = isRoot() ? serverUser() : undefined;
    const as = user ? { uid: user.uid, gid: user.gid } : {};
    if (user) chownSync(this.dir, user.uid, user.gid);
    const data = join(this.dir, 'data');
    const options = { ...as, cwd: this.dir, input: '' };
    execFileSync('initdb', ['-D', data, '-U', 'isc', '-A', 'trust', '--no-sync'], { ...options, stdio: 'pipe' });
    this.port = await freePort();
    const args = [
      '-D',
      data,
      '-p',
      String(this.port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${this.dir}`,
    ];
    this.server = spawn('postgres', args, { ...as, cwd: this.dir, stdio: 'ignore' });
    await this.ready();
  }

  /** What `PG_CONN_STR` holds. */
  get connection(): string {
    return `postgres://isc:${this.password}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  /** The rows of a query, their columns separated by `|`. */
  query(sql: string): string[] {
    const answer = execFileSync('psql', [this.connection, '-At', '-c', sql], { encoding: 'utf8' });
    return answer.split('\n').filter(Boolean);
  }

  /** Runs a query and keeps the connection, with whatever locks it has taken, until the end. */
  async hold(sql: string): Promise<() => Promise<void>> {
    const psql = spawn('psql', [this.connection, '-At', '-c', sql, '-c', `select 'held'`, '-f', '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const text of psql.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += text;
      if (said.includes('held')) break;
    }
    return async () => {
      const ended = new Promise((done) => psql.once('exit', done));
      psql.stdin.end();
      await ended;
    };
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server && server.exitCode === null) {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill('SIGINT');
      await ended;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      if (spawnSync('psql', [this.connection, '-c', 'select 1']).status === 0) return;
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error('PostgreSQL does not answer');
  }
}

function serverUser(): { uid: number; gid: number } | undefined {
  const found = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' });
  if (found.status !== 0) return undefined;
  const gid = spawnSync('id', ['-g', 'postgres'], { encoding: 'utf8' });
  return { uid: Number(found.stdout), gid: Number(gid.stdout) };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
