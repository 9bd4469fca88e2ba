import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Faults, parseFaults, readFaults } from './core/faults';
import { RequestLog } from './core/request-log';
import { Operations, type Sap, Urls } from './core/sap';
import { Clock } from './core/time';
import { applySeed } from './seed/accounts';
import { loadSeed, parseSeed, type Seed } from './seed/schema';
import { localSapServer } from './server';
import { StateError } from './store/state-error';
import { Store } from './store/store';
import { openTables, type Tables } from './store/tables';

export { StateError } from './store/state-error';

export interface EmulatorOptions {
  /** @default - the remembered port of the state folder, or else any free one */
  readonly port?: number;
  /** Where the state lives; made if missing. */
  readonly stateDir: string;
  /** A file's name, or the seed itself. @default - the built-in seed */
  readonly seed?: string | object;
  /** A file's name, or the settings themselves. @default - none */
  readonly faults?: string | object;
  /** Where every request is noted as a line of JSON. @default - nowhere */
  readonly requestLog?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default - written to stderr */
  readonly warn?: (text: string) => void;
  /** A fault rule wants the server to go down; whoever runs it closes it. @default - only the connection is cut */
  readonly onRestart?: () => void;
  /** Told of each request that a fault rule acts on, before it does. @default - nobody is told */
  readonly onFault?: (rule: ActingRule) => void;
}

/** The rule of a fault as far as it says which requests it acts on. */
export interface ActingRule {
  readonly match: {
    readonly method?: string;
    readonly path?: string;
    readonly command?: string;
    readonly parameters?: Readonly<Record<string, string>>;
  };
}

export interface RunningEmulator {
  readonly btpCliServerUrl: string;
  readonly cfApiUrl: string;
  readonly uaaUrl: string;
  readonly adminUrl: string;
  readonly neoUrl: string;
  readonly stateDir: string;
  readonly pid: number;
  readonly port: number;
  close(): Promise<void>;
}

const PORT = 'port';
const SEED = 'seed';
const HOST = '127.0.0.1';

export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const seed = seedOf(options.seed);
  const faults = parseFaults(typeof options.faults === 'string' ? readFaults(options.faults) : options.faults);
  const store = new Store(options.stateDir);
  try {
    const tables = openTables(store);
    const clock = new Clock(options.now ?? Date.now, tables.settings);
    const differs = seedOnce(store, tables, seed, clock.now());
    // Who names no seed wants to go on with what is there.
    if (differs && options.seed !== undefined) (options.warn ?? toStderr)(OTHER_SEED);
    return await listen(options, {
      store,
      tables,
      clock,
      faults: new Faults(faults, () => clock.now(), tables.settings),
      operations: new Operations(store, tables, clock),
    });
  } catch (error) {
    store.close();
    throw error;
  }
}

const toStderr = (text: string) => process.stderr.write(`emulator: ${text}\n`);

function seedOf(seed: EmulatorOptions['seed']): Seed {
  return typeof seed === 'object' ? parseSeed(seed, 'the given seed') : loadSeed(seed);
}

const OTHER_SEED = 'the state folder was seeded with another seed; its state is kept and the given seed is not applied';

/** A seed is what exists before anybody deploys; once there is state, it has had its turn. Says whether another one had. */
function seedOnce(store: Store, tables: Tables, seed: Seed, now: number): boolean {
  const hash = createHash('sha256').update(JSON.stringify(seed)).digest('hex');
  const before = tables.settings.get(SEED);
  if (before !== undefined) return before !== hash;
  store.transaction(() => {
    applySeed(tables, seed, now);
    tables.settings.put(SEED, hash);
  });
  return false;
}

async function listen(options: EmulatorOptions, parts: Omit<Sap, 'urls'>): Promise<RunningEmulator> {
  let port = options.port || ((parts.tables.settings.get(PORT) as number | undefined) ?? 0);
  const sap: Sap = { ...parts, urls: new Urls(() => `http://${HOST}:${port}`) };
  const requests = new RequestLog(options.requestLog);
  // Longer than any client lets a connection rest (90 s in Go): where both give up at the same moment, a request is cut, and
  // the providers ask every 5 s, which is when Node.js would give up.
  const server = createServer(
    { keepAliveTimeout: 120_000 },
    getRequestListener(localSapServer(sap, requests, options).fetch),
  );
  port = await bind(server, port);
  sap.tables.settings.put(PORT, port);
  return {
    btpCliServerUrl: sap.urls.btpCliServer,
    cfApiUrl: sap.urls.cloudFoundryApi,
    uaaUrl: sap.urls.uaa,
    adminUrl: sap.urls.admin,
    neoUrl: sap.urls.neo,
    stateDir: options.stateDir,
    pid: process.pid,
    port,
    close: async () => {
      await closed(server);
      requests.close();
      sap.store.close();
    },
  };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken
          ? new StateError(`port ${port} is taken by another program; free it or choose another with --port`)
          : error,
      );
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Requests under way are finished; idle connections that clients keep open are not waited for. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  });
}
