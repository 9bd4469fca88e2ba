import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

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
