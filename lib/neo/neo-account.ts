import { describeProblem, ValidationError } from '../core/problems';
import {
  checkNeoAccountName,
  checkNeoProviderAccount,
  checkNeoStage,
  checkNeoSubscription,
  type NeoStage,
  nodeOf,
} from './checks';
import { checkNeoRegion, NEO_REGIONS, type NeoRegionHosts } from './regions';
import { checkNeoUrls, type NeoUrls } from './urls';

export interface NeoAccountProps {
  /** Technical name of the Neo subaccount, e.g. `acmehr1`. */
  readonly account: string;
  /** Key of the region, e.g. `neo-eu2`. */
  readonly region: string;
  /** Application of the runtime node, e.g. `a1234iflmap`; the one that the OAuth client is registered for. */
  readonly subscription: string;
  /**
   * Kind of the tenant.
   *
   * @default 'production'
   */
  readonly stage?: NeoStage;
  /**
   * Account that provides the application; only the authorization of clients asks for it.
   *
   * @default - not known
   */
  readonly providerAccount?: string;
  /**
   * Addresses to use instead of SAP's own.
   *
   * @default - those of the region
   */
  readonly urls?: NeoUrls;
}

/**
 * A Neo subaccount with Cloud Integration, and where its services answer.
 *
 * URL shapes: SAP Help, "OAuth with Client Credentials Grant for Integration Flow Processing" (token), "Authorization
 * Management API" (platform), and the URLs that tenants show for their endpoints (runtime).
 */
export class NeoAccount {
  /** @throws ValidationError naming every value that cannot be right */
  static of(props: NeoAccountProps): NeoAccount {
    return new NeoAccount(props);
  }

  /** Technical name. */
  readonly account: string;
  readonly region: string;
  /** Application of the runtime node. */
  readonly subscription: string;
  readonly providerAccount?: string;
  /** Field Token End Point. The grant type travels in the body, as ISC sends it. */
  readonly tokenEndpoint: string;
  /** For clients that send no body. The format spares the runtime node a look-up with every event. */
  readonly tokenEndpointWithGrantType: string;
  /** Base URL of the runtime node. */
  readonly runtimeUrl: string;
  /** Where platform API clients get their token. */
  readonly platformTokenEndpoint: string;
  /** Authorization Management API of this account. */
  readonly authorizationApiUrl: string;

  private constructor(props: NeoAccountProps) {
    const problems = checkNeoAccount(props);
    if (problems.length > 0)
      throw new ValidationError(`Neo account '${props.account}': ${problems.map(describeProblem).join('\n')}`);
    this.account = props.account;
    this.region = props.region;
    this.subscription = props.subscription;
    this.providerAccount = props.providerAccount;
    const { oauth, runtime, api } = basesOf(props);
    this.tokenEndpoint = `${oauth}/oauth2/api/v1/token`;
    this.tokenEndpointWithGrantType = `${this.tokenEndpoint}?grant_type=client_credentials&token_format=jwt`;
    this.runtimeUrl = runtime;
    this.platformTokenEndpoint = `${api}/oauth2/apitoken/v1?grant_type=client_credentials`;
    this.authorizationApiUrl = `${api}/authorization/v1/accounts/${props.account}`;
  }

  /** Field End Point Url of an iFlow, by its path on the runtime node. */
  endpointUrl(path: string): string {
    return `${this.runtimeUrl}${path}`;
  }
}

export function checkNeoAccount(
  props: { readonly [K in keyof Omit<NeoAccountProps, 'stage'>]: NeoAccountProps[K] } & { readonly stage?: string },
) {
  return [
    ...checkNeoAccountName('account', props.account),
    ...checkNeoRegion('region', props.region),
    ...checkNeoSubscription('subscription', props.subscription),
    ...checkNeoStage('stage', props.stage),
    ...checkNeoProviderAccount('providerAccount', props.providerAccount),
    ...checkNeoUrls('urls', props.urls),
  ];
}

function basesOf({ account, region, subscription, stage, urls = {} }: NeoAccountProps): Required<NeoUrls> {
  const { host, nodeHost } = NEO_REGIONS[region] as NeoRegionHosts;
  const node = nodeOf(subscription);
  const base = (text: string) => text.replaceAll('{account}', account).replaceAll('{node}', node).replace(/\/+$/, '');
  return {
    oauth: base(urls.oauth ?? `https://oauthasservices-{account}.${host}`),
    runtime: base(urls.runtime ?? `https://{node}.${stage === 'test' ? 'hcisbt' : 'hcisbp'}.${nodeHost}`),
    api: base(urls.api ?? `https://api.${host}`),
  };
}
