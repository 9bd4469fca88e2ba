import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
