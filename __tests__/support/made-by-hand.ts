import type { RunningEmulator } from '../../emulator';

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
