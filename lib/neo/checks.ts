import type { Problems } from '../core/problems';
import { checkOneOf, checkPattern } from '../core/rules';

/** Kinds of tenants; they differ in the host of the runtime node (hcisbp and hcisbt). */
export const NEO_STAGES = ['production', 'test'] as const;

export type NeoStage = (typeof NEO_STAGES)[number];

export const checkNeoStage = (property: string, value: string | undefined): Problems =>
  checkOneOf(property, value, NEO_STAGES);

/** Technical name of a Neo subaccount; it is part of host names. */
export function checkNeoAccountName(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^[a-z0-9]([a-z0-9-]{0,45}[a-z0-9])?$/,
    allowed: 'the technical name: lower-case letters, digits and hyphens',
    fix: 'copy the Technical Name from the overview of the subaccount in the Neo cockpit, not its display name',
  });
}

const SUBSCRIPTION = /^([a-z][a-z0-9]{1,15})(iflmap|hcioem)$/;

/**
 * The application that the OAuth client is registered for: the runtime node of Cloud Integration, ending in `iflmap` or
 * `hcioem`; no other node accepts clients that call iFlows (SAP Help, "OAuth with Client Credentials Grant").
 */
export function checkNeoSubscription(property: string, value: string | undefined): Problems {
  const shortName = /^([a-z][a-z0-9]*?)-?(tmn|iflmap|hcioem)?(\..*)?$/.exec(value?.toLowerCase() ?? '')?.[1] || 'a1234';
  const tmn = /tmn$/.test(value ?? '') ? ' (tmn is the node of the design time and calls no iFlows)' : '';
  return checkPattern(property, value, {
    pattern: SUBSCRIPTION,
    allowed: `the application of the runtime node as Applications > Subscriptions shows it, ending in iflmap or hcioem${tmn}`,
    fix: `write ${property}: ${shortName}iflmap`,
  });
}

/** `a1234iflmap` is the node `a1234-iflmap`. */
export const nodeOf = (subscription: string) => subscription.replace(SUBSCRIPTION, '$1-$2');

/** Id of the OAuth client, or with Basic the name of a user; a colon would end it in the Basic header (RFC 7617). */
export function checkNeoClientId(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^(?!oauth_client_)[^\s:]{1,255}$/,
    allowed:
      'the ID of the OAuth client as Security > OAuth > Clients shows it: without white space, colon or oauth_client_',
    fix: `write ${property}: ${(value ?? '').replace(/^oauth_client_/, '').replace(/[\s:]/g, '') || '4a5f0b1e-isc-client'}`,
  });
}

/** Name of the account that provides the application, which the Authorization Management API asks for. */
export function checkNeoProviderAccount(property: string, value: string | undefined): Problems {
  return checkPattern(property, value, {
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    allowed: 'the Provider Subaccount that Applications > Subscriptions shows beside the application',
    fix: 'copy it from there, or from `neo list-subscribed-applications`',
  });
}
