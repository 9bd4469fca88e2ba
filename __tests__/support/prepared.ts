import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningEmulator } from '../../emulator';
import { MINIMAL } from './landscapes';
import { execute, succeeded } from './programs';

/** What an administrator makes with the cf command line, before or beside this project. */
export class MadeByHand {
  private constructor(
    private readonly api: string,
    private readonly token: string,
  ) {}

  static async login({ cfApiUrl, uaaUrl }: RunningEmulator): Promise<MadeByHand> {
    const answer = await fetch(`${uaaUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: 'Basic Y2Y6' },
      body: new URLSearchParams({ grant_type: 'password', username: 'user@example.com', password: 'fake-password' }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new MadeByHand(cfApiUrl, token);
  }

  async space(name: string, orgName: string): Promise<string> {
    const organization = await this.guidOf(`/v3/organizations?names=${orgName}`);
    const relationships = { organization: { data: { guid: organization } } };
    await this.call('POST', '/v3/spaces', { name, relationships });
    return this.guidOf(`/v3/spaces?names=${name}&organization_guids=${organization}`);
  }

  async serviceInstance(name: string, space: string, parameters: object): Promise<string> {
    const plan = await this.guidOf(
      `/v3/service_plans?names=integration-flow&service_offering_names=it-rt&space_guids=${space}`,
    );
    const relationships = { service_plan: { data: { guid: plan } }, space: { data: { guid: space } } };
    await this.call('POST', '/v3/service_instances', { type: 'managed', name, relationships, parameters });
    return this.finished(`/v3/service_instances?names=${encodeURIComponent(name)}&space_guids=${space}`);
  }

  async serviceKey(name: string, instance: string, parameters?: object): Promise<string> {
    const relationships = { service_instance: { data: { guid: instance } } };
    await this.call('POST', '/v3/service_credential_bindings', { type: 'key', name, relationships, parameters });
    return this.finished(`/v3/service_credential_bindings?names=${name}&service_instance_guids=${instance}`);
  }

  async credentials(key: string): Promise<Record<string, string>> {
    const { credentials } = await this.call('GET', `/v3/service_credential_bindings/${key}/details`);
    return (credentials as { oauth: Record<string, string> }).oauth;
  }

  /** An object of Cloud Foundry as the API shows it. */
  async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.api}${path}`, {
      method,
      headers: { authorization: `bearer ${this.token}` },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text ? JSON.parse(text) : {};
  }

  private async only(path: string): Promise<{ guid: string; last_operation?: { state: string } }> {
    const { resources } = (await this.call('GET', path)) as {
      resources: { guid: string; last_operation?: { state: string } }[];
    };
    if (resources.length !== 1 || !resources[0]) throw new Error(`${path} finds ${resources.length}`);
    return resources[0];
  }

  private async guidOf(path: string): Promise<string> {
    return (await this.only(path)).guid;
  }

  private async finished(path: string): Promise<string> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const { guid, last_operation } = await this.only(path);
      if (last_operation?.state === 'succeeded') return guid;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${path} does not become ready`);
  }
}

/** What the stack of the minimal landscape hands over. */
export interface Values {
  readonly endpoint_url: string;
  readonly token_endpoint: string;
  readonly client_id?: string;
  readonly client_secret?: string;
}

/** The minimal landscape as if deployed, with outputs of our choice in a state that the real terraform wrote. */
export class MadeUpStack {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-made-up-'));
  readonly outDir = join(this.dir, 'cdktf.out');
  readonly landscapeFile = join(this.dir, 'landscape.yaml');
  private readonly stack = join(this.outDir, 'stacks/hr-dev');

  constructor(
    private readonly terraform: string,
    private readonly tools: Readonly<Record<string, string>>,
  ) {
    mkdirSync(this.stack, { recursive: true });
    writeFileSync(this.landscapeFile, MINIMAL);
  }

  get env(): NodeJS.ProcessEnv {
    const { terraform, outDir, landscapeFile } = this;
    return {
      ...process.env,
      ...this.tools,
      TERRAFORM_BINARY_NAME: terraform,
      CDKTF_OUTDIR: outDir,
      LANDSCAPE: landscapeFile,
    };
  }

  async apply(values: Values): Promise<void> {
    const all = {
      authentication: 'x',
      client_id: 'sb-fake!b1|it-rt!b2',
      client_secret: 'fake-made-up-secret',
      ...values,
    };
    const output = Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        `employee_hired_${name}`,
        { value, sensitive: name === 'client_secret' },
      ]),
    );
    this.write({ output });
    succeeded(await execute(this.terraform, ['init', '-input=false'], this.stack, this.env));
    succeeded(await execute(this.terraform, ['apply', '-auto-approve', '-input=false'], this.stack, this.env));
  }

  /** What terraform wrote, for a server that plays a remote backend. */
  state(): string {
    return readFileSync(join(this.stack, 'terraform.tfstate'), 'utf8');
  }

  /** As `cdktf synth` leaves a stack with its state elsewhere: nothing initialized. */
  synthesizedOnly(backend: object): void {
    rmSync(this.stack, { recursive: true });
    mkdirSync(this.stack, { recursive: true });
    this.write({ terraform: { backend } });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private write(config: object): void {
    writeFileSync(join(this.stack, 'cdk.tf.json'), JSON.stringify(config));
  }
}
