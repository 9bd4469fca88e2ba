import type { AuthenticationName } from './isc';
import { ROLE_TO_CALL_FLOWS } from './it-rt';
import type { Problems } from './problems';
import { checkOneOf, checkPattern } from './rules';

/**
 * The Neo environment: where its services answer, and what its names look like. SAP has no API that registers an OAuth client
 * there and Terraform no provider, so everything is derived from the landscape.
 */

/** Last day of the Neo environment, ISO 8601 (SAP Note 3351844). */
const NEO_END = '2028-12-31';

/** The notice that goes with everything about Neo. */
export const NEO_NOTICE = `SAP ends the Neo environment on ${NEO_END} (SAP Note 3351844): plan the move of Cloud Integration to Cloud Foundry, where this project registers the client by itself`;

/** Kinds of tenants; they differ in the host of the runtime node (hcisbp and hcisbt). */
export const NEO_STAGES = ['production', 'test'] as const;

/** Where a region's services answer. */
interface NeoRegionHosts {
  /** Host of the platform: `oauthasservices-<account>.<host>`, `api.<host>`. */
  readonly host: string;
  /** Host below which the nodes of Cloud Integration answer. */
  readonly nodeHost: string;
}

const oneHost = (host: string): NeoRegionHosts => ({ host, nodeHost: host });

/**
 * Regions of the Neo environment and their hosts (SAP Help, "Regions and Hosts Available for the Neo Environment").
 * neo-eu1 has two; the platform is reached by the first, the nodes of Cloud Integration by the second.
 */
export const NEO_REGIONS: Readonly<Record<string, NeoRegionHosts>> = {
  'neo-ae1': oneHost('ae1.hana.ondemand.com'),
  'neo-ap1': oneHost('ap1.hana.ondemand.com'),
  'neo-br1': oneHost('br1.hana.ondemand.com'),
  'neo-ca1': oneHost('ca1.hana.ondemand.com'),
  'neo-cn1': oneHost('cn1.platform.sapcloud.cn'),
  'neo-eu1': { host: 'hana.ondemand.com', nodeHost: 'eu1.hana.ondemand.com' },
  'neo-eu2': oneHost('eu2.hana.ondemand.com'),
  'neo-eu3': oneHost('eu3.hana.ondemand.com'),
  'neo-jp1': oneHost('jp1.hana.ondemand.com'),
  'neo-sa1': oneHost('sa1.hana.ondemand.com'),
  'neo-us1': oneHost('us1.hana.ondemand.com'),
  'neo-us2': oneHost('us2.hana.ondemand.com'),
  'neo-us3': oneHost('us3.hana.ondemand.com'),
  'neo-us4': oneHost('us4.hana.ondemand.com'),
};

/** The role that every iFlow asks for unless its sender names another. */
export const SEND_ROLE = ROLE_TO_CALL_FLOWS;

/** The group that is made for the clients of ISC, and holds nothing but their role. */
export const DEFAULT_GROUP = 'ISC_Event_Senders';

/** The user as whom a client acts (SAP Help, "OAuth 2.0 Client Credentials Grant"); with Basic it is a user already. */
export function technicalUser(clientId: string, authentication: AuthenticationName): string {
  return authentication === 'Basic' ? clientId : `oauth_client_${clientId}`;
}

/**
 * Base addresses to use instead of SAP's own, for accounts behind a custom domain, another regional host or a proxy: of the token
 * service, of the runtime node and of the platform's APIs. `{account}` stands for the technical name of the account, `{node}` for
 * the runtime node, e.g. `a1234-iflmap`.
 */
export type NeoUrls = { readonly [K in 'oauth' | 'runtime' | 'api']?: string };

/** A Neo subaccount with Cloud Integration. */
export interface NeoAccount {
  /** Technical name. */
  readonly account: string;
  /** Key of the region, e.g. `neo-eu2`. */
  readonly region: string;
  /** Application of the runtime node, e.g. `a1234iflmap`; the one that the OAuth client is registered for. */
  readonly subscription: string;
  readonly stage?: string;
  /** Account that provides the application; only the authorization of clients asks for it. */
  readonly providerAccount?: string;
  readonly urls?: NeoUrls;
}

/** Where the services of a Neo subaccount answer. */
export interface NeoAddresses {
  /** Technical name of the subaccount. */
  readonly account: string;
  /** Field Token End Point. The grant type travels in the body, as ISC sends it. */
  readonly tokenEndpoint: string;
  /** Base URL of the runtime node; the path of an iFlow follows. */
  readonly runtimeUrl: string;
  /** Where platform API clients get their token. */
  readonly platformTokenEndpoint: string;
  /** Authorization Management API of this account. */
  readonly authorizationApiUrl: string;
}

/**
 * URL shapes: SAP Help, "OAuth with Client Credentials Grant for Integration Flow Processing" (token), "Authorization
 * Management API" (platform), and the URLs that tenants show for their endpoints (runtime).
 *
 * @param neo an account that has been checked
 */
export function neoAddresses({ account, region, subscription, stage, urls = {} }: NeoAccount): NeoAddresses {
  const { host, nodeHost } = NEO_REGIONS[region] as NeoRegionHosts;
  // `a1234iflmap` is the node `a1234-iflmap`.
  const node = subscription.replace(SUBSCRIPTION, '$1-$2');
  const base = (text: string) => text.replaceAll('{account}', account).replaceAll('{node}', node).replace(/\/+$/, '');
  const api = base(urls.api ?? `https://api.${host}`);
  return {
    account,
    tokenEndpoint: `${base(urls.oauth ?? `https://oauthasservices-{account}.${host}`)}/oauth2/api/v1/token`,
    runtimeUrl: base(urls.runtime ?? `https://{node}.${stage === 'test' ? 'hcisbt' : 'hcisbp'}.${nodeHost}`),
    platformTokenEndpoint: `${api}/oauth2/apitoken/v1?grant_type=client_credentials`,
    authorizationApiUrl: `${api}/authorization/v1/accounts/${account}`,
  };
}

export function checkNeoAccount({ account, region, subscription, stage, providerAccount, urls }: NeoAccount): Problems {
  return [
    // It is part of host names.
    ...checkPattern('account', account, {
      pattern: /^[a-z0-9]([a-z0-9-]{0,45}[a-z0-9])?$/,
      allowed: 'the technical name: lower-case letters, digits and hyphens',
      fix: 'copy the Technical Name from the overview of the subaccount in the Neo cockpit, not its display name',
    }),
    ...checkRegion('region', region),
    ...checkSubscription('subscription', subscription),
    ...checkOneOf('stage', stage, NEO_STAGES),
    ...checkPattern('providerAccount', providerAccount, {
      pattern: /^[A-Za-z0-9_-]{1,64}$/,
      allowed: 'the Provider Subaccount that Applications > Subscriptions shows beside the application',
      fix: 'copy it from there, or from `neo list-subscribed-applications`',
    }),
    ...(['oauth', 'runtime', 'api'] as const).flatMap((name) => checkNeoUrl(`urls.${name}`, urls?.[name])),
  ];
}

/** A region by its key; who writes the host or leaves out `neo-` is told the key that is meant. */
function checkRegion(property: string, value: string): Problems {
  const keys = Object.keys(NEO_REGIONS);
  const namesOf = (key: string) => [key.replace('neo-', ''), NEO_REGIONS[key]?.host, NEO_REGIONS[key]?.nodeHost, key];
  const problems = checkOneOf(property, value, keys);
  const meant = keys.find((key) => value && namesOf(key).includes(value.toLowerCase()));
  return meant ? problems.map((problem) => ({ ...problem, fix: `did you mean '${meant}'?` })) : problems;
}

const SUBSCRIPTION = /^([a-z][a-z0-9]{1,15})(iflmap|hcioem)$/;

/**
 * The application that the OAuth client is registered for: the runtime node of Cloud Integration, ending in `iflmap` or
 * `hcioem`; no other node accepts clients that call iFlows (SAP Help, "OAuth with Client Credentials Grant").
 */
function checkSubscription(property: string, value: string): Problems {
  const shortName = /^([a-z][a-z0-9]*?)-?(tmn|iflmap|hcioem)?(\..*)?$/.exec(value.toLowerCase())?.[1] || 'a1234';
  const tmn = /tmn$/.test(value) ? ' (tmn is the node of the design time and calls no iFlows)' : '';
  return checkPattern(property, value, {
    pattern: SUBSCRIPTION,
    allowed: `the application of the runtime node as Applications > Subscriptions shows it, ending in iflmap or hcioem${tmn}`,
    fix: `write ${property}: ${shortName}iflmap`,
  });
}

/** Credentials travel over it, so without TLS it may only lead to this very machine. */
export function checkNeoUrl(property: string, value: string | undefined): Problems {
  const rest = (value ?? '').replace(/^\w+:\/+/, '').replace(/[?#\s].*/s, '');
  return checkPattern(property, value, {
    pattern: /^(https:\/\/[^\s/?#]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(\/[^\s?#]*)?$/,
    allowed: 'a URL with https (http on loopback only), without query',
    fix: `write ${property.replace(/.*\./, '')}: https://${rest || 'host.example.com'}`,
  });
}

/** Id of the OAuth client, or with Basic the name of a user; a colon would end it in the Basic header (RFC 7617). */
export function checkNeoClientId(property: string, value: string): Problems {
  return checkPattern(property, value, {
    pattern: /^(?!oauth_client_)[^\s:]{1,255}$/,
    allowed:
      'the ID of the OAuth client as Security > OAuth > Clients shows it: without white space, colon or oauth_client_',
    fix: `write ${property}: ${value.replace(/^oauth_client_/, '').replace(/[\s:]/g, '') || '4a5f0b1e-isc-client'}`,
  });
}
