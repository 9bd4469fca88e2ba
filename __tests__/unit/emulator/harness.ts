import * as fs from 'node:fs';
import { request } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../../../emulator/index';

/** Drives an emulator on loopback as the real clients do, with a clock that only moves when told. */

export const GLOBAL_ACCOUNT = 'acme';
export const HR_DEV = '5d1b3a70-0000-4000-8000-0000000000d1';
export const HR_TEST = '5d1b3a70-0000-4000-8000-0000000000d2';
export const SANDBOX = '5d1b3a70-0000-4000-8000-0000000000d4';
export const ISC_PARAMETERS = {
  roles: ['ESBMessaging.send'],
  'grant-types': ['client_credentials'],
  'redirect-uris': [],
  'token-validity': 3600,
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into many shapes of JSON
  readonly body: any;
}

export interface Oauth {
  readonly clientid: string;
  readonly clientsecret: string;
  readonly url: string;
  readonly tokenurl: string;
  readonly certificate?: string;
}

const folders: string[] = [];
const running: RunningEmulator[] = [];

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-test-'));
  folders.push(folder);
  return folder;
}

export async function cleanUp(): Promise<void> {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** One request on a connection of its own; kept open, it would be one to the emulator that ran on this port before a restart. */
export function call(method: string, url: string, { headers, body, signal }: Sent = {}): Promise<Answer> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { ...headers, ...length }, signal, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject).on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: new Headers(answer.headers as Record<string, string>),
          body: parsed(text),
        }),
      );
    });
    asked.on('error', reject).end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const SOAP_EVENT = `<?xml version="1.0"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
  <n:ExternalEvent xmlns:n="http://notification.event.successfactors.com">
    <n:externalEventMeta><n:externalEventId>E-1</n:externalEventId><n:type>Termination</n:type></n:externalEventMeta>
  </n:ExternalEvent></s:Body></s:Envelope>`;

export const sendEvent = (url: string, authorization: string, body = SOAP_EVENT): Promise<Answer> =>
  call('POST', url, { headers: { authorization, 'content-type': 'text/xml' }, body });

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

export class LocalSapDriver {
  private session = '';
  private token = '';

  private constructor(
    readonly emulator: RunningEmulator,
    private readonly time: { now: number },
  ) {}

  static async start(
    options: Partial<EmulatorOptions> = {},
    at = Date.UTC(2026, 0, 5, 0, 4, 5),
  ): Promise<LocalSapDriver> {
    const time = { now: at };
    const emulator = await startEmulator({ stateDir: temporaryFolder(), now: () => time.now, ...options });
    running.push(emulator);
    return new LocalSapDriver(emulator, time);
  }

  get now(): number {
    return this.time.now;
  }

  async stop(): Promise<void> {
    running.splice(running.indexOf(this.emulator), 1);
    await this.emulator.close();
  }

  pass(seconds: number): void {
    this.time.now += seconds * 1000;
  }

  admin(path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return call(body === undefined ? 'GET' : 'POST', `${this.emulator.adminUrl}${path}`, init);
  }

  login(subdomain = GLOBAL_ACCOUNT, userName = 'me@acme.example', password = 'x'): Promise<Answer> {
    const body = JSON.stringify({ customIdp: '', subdomain, userName, password });
    return call('POST', `${this.emulator.btpCliServerUrl}login/v2.97.0`, { body });
  }

  async command(command: string, paramValues: Record<string, string>, session?: string): Promise<Answer> {
    if (!this.session) this.session = (await this.login()).headers.get('x-cpcli-sessionid') ?? '';
    const headers = { 'X-CPCLI-SessionId': session ?? this.session };
    const body = JSON.stringify({ paramValues });
    return call('POST', `${this.emulator.btpCliServerUrl}command/v2.97.0/${command}`, { headers, body });
  }

  entitle(
    enable: boolean,
    subaccount = HR_DEV,
    servicePlanName = 'integration-flow',
    serviceName = 'it-rt',
  ): Promise<Answer> {
    return this.command('accounts/entitlement?assign', {
      globalAccount: GLOBAL_ACCOUNT,
      subaccount,
      serviceName,
      servicePlanName,
      enable: String(enable),
    });
  }

  async assignments(subaccount = HR_DEV): Promise<{ service: string; plan: string; state: string }[]> {
    const { body } = await this.command('accounts/entitlement?list', {
      globalAccount: GLOBAL_ACCOUNT,
      subaccountFilter: subaccount,
    });
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return body.assignedServices.flatMap((service: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above
      service.servicePlans.map((plan: any) => ({
        service: service.name,
        plan: plan.name,
        state: plan.assignmentInfo[0].entityState,
      })),
    );
  }

  async organization(subaccount = HR_DEV): Promise<string> {
    const { body } = await this.command('accounts/environment-instance?list', { subaccount });
    return JSON.parse(body.environmentInstances[0].labels)['Org ID'];
  }

  uaaToken(form: Record<string, string>, authorization = 'Basic Y2Y6'): Promise<Answer> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    return call('POST', `${this.emulator.uaaUrl}/oauth/token`, { headers, body: new URLSearchParams(form).toString() });
  }

  async cf(method: string, path: string, body?: unknown, token?: string): Promise<Answer> {
    if (!this.token)
      this.token = (
        await this.uaaToken({ grant_type: 'password', username: 'me@acme.example', password: 'x' })
      ).body.access_token;
    const headers = { authorization: `bearer ${token ?? this.token}` };
    return call(method, `${this.emulator.cfApiUrl}${path}`, {
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Waits by moving the clock, then returns the finished job. */
  async job(accepted: Answer): Promise<Answer['body']> {
    this.pass(1);
    const path = new URL(accepted.headers.get('location') ?? '').pathname.replace(/^\/cf/, '');
    return (await this.cf('GET', path)).body;
  }

  async space(name = 'isc', subaccount = HR_DEV): Promise<string> {
    const organization = await this.organization(subaccount);
    return (
      await this.cf('POST', '/v3/spaces', { name, relationships: { organization: { data: { guid: organization } } } })
    ).body.guid;
  }

  async plan(name = 'integration-flow'): Promise<string> {
    return (await this.cf('GET', `/v3/service_plans?names=${name}&service_offering_names=it-rt`)).body.resources[0]
      ?.guid;
  }

  createInstance(name: string, space: string, plan: string, parameters: unknown = ISC_PARAMETERS): Promise<Answer> {
    return this.cf('POST', '/v3/service_instances', {
      type: 'managed',
      name,
      relationships: { service_plan: { data: { guid: plan } }, space: { data: { guid: space } } },
      metadata: { labels: null, annotations: null },
      parameters,
    });
  }

  createKey(name: string, instance: string, parameters?: unknown): Promise<Answer> {
    const relationships = { service_instance: { data: { guid: instance } } };
    return this.cf('POST', '/v3/service_credential_bindings', {
      type: 'key',
      name,
      relationships,
      ...(parameters !== undefined && { parameters }),
    });
  }

  /** Entitlement, space and instance, as far as an administrator gets before the first key. */
  async runtime(parameters: unknown = ISC_PARAMETERS, subaccount = HR_DEV, plan = 'integration-flow'): Promise<string> {
    await this.entitle(true, subaccount, plan);
    const space = await this.space('isc', subaccount);
    const job = await this.job(await this.createInstance('rt', space, await this.plan(plan), parameters));
    expect(job.errors).toEqual([]);
    return (await this.cf('GET', `/v3/service_instances?names=rt&space_guids=${space}`)).body.resources[0].guid;
  }

  async key(name: string, instance: string, parameters?: unknown): Promise<Oauth & { guid: string }> {
    const job = await this.job(await this.createKey(name, instance, parameters));
    expect(job.errors).toEqual([]);
    const found = await this.cf(
      'GET',
      `/v3/service_credential_bindings?names=${name}&service_instance_guids=${instance}`,
    );
    const { guid } = found.body.resources[0];
    return {
      guid,
      ...(await this.cf('GET', `/v3/service_credential_bindings/${guid}/details`)).body.credentials.oauth,
    };
  }

  clientToken(
    { clientid, clientsecret, tokenurl }: Oauth,
    form: Record<string, string> = { grant_type: 'client_credentials' },
  ): Promise<Answer> {
    const headers = {
      authorization: basic(clientid, clientsecret),
      'content-type': 'application/x-www-form-urlencoded',
    };
    return call('POST', tokenurl, { headers, body: new URLSearchParams(form).toString() });
  }

  async keyGuid(name: string, instance: string): Promise<string> {
    return (await this.cf('GET', `/v3/service_credential_bindings?names=${name}&service_instance_guids=${instance}`))
      .body.resources[0].guid;
  }

  /** What the broker says to a key of the instance of that name. */
  async runtimeKeyError(name: string, instanceName: string, parameters: unknown): Promise<string> {
    const [instance] = (await this.cf('GET', `/v3/service_instances?names=${instanceName}`)).body.resources;
    return (await this.job(await this.createKey(name, instance.guid, parameters))).errors[0]?.detail;
  }
}
