// How fast the local SAP answers when it holds 1,000 subaccounts: 200 requests a second, at fixed times and not one after
// the other, so that a slow answer does not slow the asking down. Ends with code 1 when the 99th percentile is 20 ms or more.
//
//   node dist/bench/emulator-latency.js [--subaccounts 1000] [--rate 200] [--seconds 20] [--json]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { projectRoot } from '../toolchain/paths';

const LIMIT_MS = 20;

const { values: options } = parseArgs({
  options: {
    subaccounts: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const SUBACCOUNTS = Number(options.subaccounts);
const RATE = Number(options.rate);
const SECONDS = Number(options.seconds);

interface Urls {
  readonly btpCliServerUrl: string;
  readonly cfApiUrl: string;
  readonly uaaUrl: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

async function call(method: string, url: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const outgoing = request(url, { method, headers, agent });
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

const idOf = (index: number) => `5d1b3a70-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Every subaccount has Cloud Foundry and is entitled to it-rt. */
function seed(): object {
  const all = Array.from({ length: SUBACCOUNTS }, (_, index) => index);
  return {
    schema: 'sap-local-seed/1',
    globalAccount: { id: '0a9c2f5e-1111-4a6b-8c2d-000000000001', subdomain: 'acme', name: 'ACME' },
    services: [{ name: 'it-rt', plans: [{ name: 'integration-flow', category: 'ELASTIC_SERVICE' }] }],
    regions: [{ name: 'cf-eu10', region: 'eu10' }],
    subaccounts: all.map((i) => ({ id: idOf(i), name: `s${i}`, subdomain: `s${i}`, region: 'eu10', parent: null })),
    environmentInstances: all.map((i) => ({
      id: `e0000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      name: `cf-s${i}`,
      type: 'cloudfoundry',
      service: 'cloudfoundry',
      plan: 'standard',
      landscape: 'cf-eu10',
      platformId: orgOf(i),
      scope: { subaccount: idOf(i) },
    })),
    assignments: all.map((i) => ({ service: 'it-rt', plan: 'integration-flow', scope: { subaccount: idOf(i) } })),
  };
}

const orgOf = (index: number) => `0c000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** What a deployed subaccount is asked for, again and again. */
interface Deployed {
  readonly index: number;
  readonly space: string;
  readonly instance: string;
  readonly key: string;
}

class Client {
  private constructor(
    private readonly urls: Urls,
    private readonly session: string,
    private readonly token: string,
  ) {}

  static async login(urls: Urls): Promise<Client> {
    const user = JSON.stringify({ customIdp: '', subdomain: 'acme', userName: 'me@acme.example', password: 'x' });
    const btp = await call('POST', `${urls.btpCliServerUrl}login/v2.97.0`, {}, user);
    const form = 'grant_type=password&username=me%40acme.example&password=x';
    const cf = await call(
      'POST',
      `${urls.uaaUrl}/oauth/token`,
      { authorization: 'Basic Y2Y6', 'content-type': 'application/x-www-form-urlencoded' },
      form,
    );
    return new Client(urls, String(btp.headers['x-cpcli-sessionid']), JSON.parse(cf.text).access_token);
  }

  cf(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `bearer ${this.token}`, 'content-type': 'application/json' };
    return call(method, `${this.urls.cfApiUrl}${path}`, headers, body && JSON.stringify(body));
  }

  btp(command: string, paramValues: Record<string, string>): Promise<Answer> {
    const headers = { 'X-CPCLI-SessionId': this.session };
    return call(
      'POST',
      `${this.urls.btpCliServerUrl}command/v2.97.0/${command}`,
      headers,
      JSON.stringify({ paramValues }),
    );
  }

  async deploy(index: number, plan: string): Promise<Deployed> {
    const space = await this.created('spaces', { name: 'isc', relationships: to({ organization: orgOf(index) }) });
    await this.cf('POST', '/v3/service_instances', {
      type: 'managed',
      name: 'rt',
      relationships: to({ service_plan: plan, space }),
      parameters: { roles: ['ESBMessaging.send'], 'grant-types': ['client_credentials'] },
    });
    const instance = await this.only(`service_instances?names=rt&space_guids=${space}`);
    return { index, space, instance, key: '' };
  }

  async addKey(deployed: Deployed): Promise<Deployed> {
    const relationships = to({ service_instance: deployed.instance });
    await this.cf('POST', '/v3/service_credential_bindings', { type: 'key', name: 'k', relationships });
    return {
      ...deployed,
      key: await this.only(`service_credential_bindings?service_instance_guids=${deployed.instance}`),
    };
  }

  async only(query: string): Promise<string> {
    const { status, text } = await this.cf('GET', `/v3/${query}`);
    const [found] = status === 200 ? JSON.parse(text).resources : [];
    if (!found) throw new Error(`GET /v3/${query}: ${status} ${text.slice(0, 300)}`);
    return found.guid;
  }

  private async created(kind: string, body: object): Promise<string> {
    const { status, text } = await this.cf('POST', `/v3/${kind}`, body);
    if (status !== 201) throw new Error(`POST /v3/${kind}: ${status} ${text.slice(0, 300)}`);
    return JSON.parse(text).guid;
  }
}

const to = (guids: Record<string, string>) =>
  Object.fromEntries(Object.entries(guids).map(([name, guid]) => [name, { data: { guid } }]));

/** The requests of a plan and of a small change, as the two providers send them. */
const REQUESTS: Readonly<Record<string, (client: Client, at: Deployed) => Promise<Answer>>> = {
  'subaccount get': (client, { index }) => client.btp('accounts/subaccount?get', { subaccount: idOf(index) }),
  'environment-instance list': (client, { index }) =>
    client.btp('accounts/environment-instance?list', { subaccount: idOf(index) }),
  'entitlement list': (client, { index }) =>
    client.btp('accounts/entitlement?list', { globalAccount: 'acme', subaccountFilter: idOf(index) }),
  'space get': (client, { space }) => client.cf('GET', `/v3/spaces/${space}`),
  'service plan list': (client) =>
    client.cf('GET', '/v3/service_plans?names=integration-flow&page=1&per_page=50&service_offering_names=it-rt'),
  'service instance list': (client, { space }) =>
    client.cf('GET', `/v3/service_instances?names=rt&space_guids=${space}`),
  'service instance get': (client, { instance }) => client.cf('GET', `/v3/service_instances/${instance}`),
  'service instance update': (client, { instance }) =>
    client.cf('PATCH', `/v3/service_instances/${instance}`, { metadata: { labels: { a: String(Date.now()) } } }),
  'service key get': (client, { key }) => client.cf('GET', `/v3/service_credential_bindings/${key}`),
  'service key details': (client, { key }) => client.cf('GET', `/v3/service_credential_bindings/${key}/details`),
};

interface Measured {
  readonly name: string;
  readonly ms: number;
  readonly status: number;
}

async function measure(client: Client, deployed: readonly Deployed[]): Promise<Measured[]> {
  const kinds = Object.entries(REQUESTS);
  const started = performance.now();
  const asked = Array.from({ length: RATE * SECONDS }, async (_, nth) => {
    const due = started + (nth * 1000) / RATE;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const [name, ask] = kinds[nth % kinds.length] as (typeof kinds)[number];
    const at = deployed[(nth * 7919) % deployed.length] as Deployed;
    const sent = performance.now();
    const { status } = await ask(client, at);
    return { name, ms: performance.now() - sent, status };
  });
  return Promise.all(asked);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(name: string, measured: readonly Measured[]) {
  const sorted = measured.map(({ ms }) => ms).sort((a, b) => a - b);
  const failed = measured.filter(({ status }) => status >= 400).length;
  const rounded = (share: number) => Math.round(percentile(sorted, share) * 100) / 100;
  return { name, requests: sorted.length, failed, p50: rounded(0.5), p99: rounded(0.99), max: rounded(1) };
}

async function startEmulator(folder: string): Promise<{ child: ChildProcess; urls: Urls }> {
  const seedFile = join(folder, 'seed.json');
  const faultsFile = join(folder, 'faults.json');
  writeFileSync(seedFile, JSON.stringify(seed()));
  writeFileSync(faultsFile, JSON.stringify({ jobDelaySeconds: 0 }));
  const program = join(projectRoot, 'dist/emulator/main.js');
  const args = [program, '--state', join(folder, 'state'), '--seed', seedFile, '--faults', faultsFile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, urls: JSON.parse(line) };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'btp-isc-bench-'));
  const { child, urls } = await startEmulator(folder);
  try {
    const client = await Client.login(urls);
    const plan = await client.only('service_plans?names=integration-flow&service_offering_names=it-rt');
    const deployed: Deployed[] = [];
    for (let index = 0; index < SUBACCOUNTS; index++) deployed.push(await client.deploy(index, plan));
    for (const [index, at] of deployed.entries()) deployed[index] = await client.addKey(at);
    const measured = await measure(client, deployed);
    const rows = Object.keys(REQUESTS).map((name) =>
      row(
        name,
        measured.filter((each) => each.name === name),
      ),
    );
    const all = row('all', measured);
    if (options.json) process.stdout.write(`${JSON.stringify({ subaccounts: SUBACCOUNTS, rate: RATE, all, rows })}\n`);
    else console.table([...rows, all]);
    // Who reads the figures judges the time; requests that fail make them worthless.
    if (all.failed > 0 || (!options.json && all.p99 >= LIMIT_MS)) process.exitCode = 1;
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
