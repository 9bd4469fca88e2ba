/**
 * The one place that knows where each SAP service lives on the loopback port. Always asked at answer time, never stored,
 * so that the same state answers correctly on another port.
 */
export class Urls {
  constructor(private readonly base: () => string) {}

  /** With its slash: the client resolves relative to it and would lose a last segment without one (facts: btp 1.1). */
  get btpCliServer(): string {
    return `${this.base()}/btp/`;
  }

  get cloudFoundryApi(): string {
    return `${this.base()}/cf`;
  }

  /** Without a slash, or the token request's path gets two (facts: cf 1). */
  get uaa(): string {
    return `${this.base()}/uaa`;
  }

  get admin(): string {
    return `${this.base()}/_local`;
  }

  xsuaa(subdomain: string): string {
    return `${this.base()}/xsuaa/${subdomain}`;
  }

  token(subdomain: string): string {
    return `${this.xsuaa(subdomain)}/oauth/token`;
  }

  /** Where iFlows are called; told apart from the api host by -rt, as on SAP (facts: sap 2.2). */
  runtime(subdomain: string): string {
    return `${this.base()}/it-rt/${subdomain}-rt`;
  }

  integrationApi(subdomain: string): string {
    return `${this.base()}/it-rt/${subdomain}`;
  }

  /** Everything of Neo: on SAP each account and each kind of service has a host of its own. */
  get neo(): string {
    return `${this.base()}/neo`;
  }

  get neoPlatformToken(): string {
    return `${this.neo}/api/oauth2/apitoken/v1`;
  }

  neoToken(account: string): string {
    return `${this.neo}/${account}/oauth2/api/v1/token`;
  }

  neoRuntime(shortName: string): string {
    return `${this.neo}/${shortName}-iflmap`;
  }

  neoAuthorization(account: string): string {
    return `${this.neo}/api/authorization/v1/accounts/${account}`;
  }
}
