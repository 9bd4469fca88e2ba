import { z } from 'zod';
import { AUTHENTICATIONS } from '../core/isc';
import { checkNeoUrl, NEO_REGIONS, NEO_STAGES, type NeoAddresses, neoAddresses } from '../core/neo';
import { describeProblem, ValidationError } from '../core/problems';
import type { NeoAccountSettings } from './landscape';
import { list, settings, text, word } from './schema-fields';
import { WHOLE_REFERENCE } from './variables';

/** `neoAccounts`, the Neo subaccounts of a landscape. They have no Terraform stack: no provider knows anything of Neo. */

const connector = z.strictObject({
  name: text('Name of the Connector in ISC', 'Employee Terminated'),
  endpoint: text('path of the iFlow below the URL of the runtime node', '/cxf/sf/employee-terminated'),
  clientId: text('ID of the OAuth client, from Security > OAuth > Clients in the Neo cockpit', '4a5f0b1e-isc-client'),
  clientSecret: text(
    'the environment variable that holds the secret when `sheet` or `verify` runs; the secret itself never stands in the file',
    '${env:ISC_CLIENT_SECRET}',
  ).meta({ secret: true }),
  authentication: word('field Authentication of the ISC form', AUTHENTICATIONS).default(AUTHENTICATIONS[0]),
});

export const neoAccountEntry = z.strictObject({
  name: text('short name, by which commands select it', 'hr-neo'),
  account: text('technical name of the Neo subaccount, from its overview in the Neo cockpit', 'acmehr1'),
  region: word('region of the Neo subaccount', ['neo-eu1', ...Object.keys(NEO_REGIONS)]),
  subscription: text('application of the runtime node, from Applications > Subscriptions', 'a1234iflmap'),
  stage: word('kind of the tenant', NEO_STAGES).default('production'),
  providerAccount: text('Provider Subaccount of that application; needed to authorize clients', 'sapci').optional(),
  urls: settings(
    {
      oauth: text('base of the token service', 'https://oauthasservices-{account}.hana.ondemand.com'),
      runtime: text('base of the runtime node', 'https://{node}.hcisbp.eu1.hana.ondemand.com'),
      api: text("base of the platform's APIs", 'https://api.hana.ondemand.com'),
    },
    "addresses to use instead of the region's; {account} and {node} are filled in",
  ).optional(),
  connectors: list(connector, 'event connectors of Intelligent Services Center').default([]),
});

/** A Neo subaccount as it stands in the file. */
export type NeoAccountEntry = z.input<typeof neoAccountEntry>;

/**
 * Applies defaults: first those of the landscape, then those of the schema.
 *
 * @param ofConnectors defaults of the landscape for connectors
 */
export function resolveNeoAccount(entry: NeoAccountEntry, ofConnectors: object = {}): NeoAccountSettings {
  const connectors = (entry.connectors ?? []).map((one) => ({ ...ofConnectors, ...one }));
  const account = neoAccountEntry.parse({ ...entry, connectors });
  return {
    ...account,
    connectors: account.connectors.map(({ clientSecret, ...one }) => ({
      ...one,
      secretVariable: WHOLE_REFERENCE.exec(clientSecret)?.[1] ?? '',
    })),
  };
}

const VARIABLES = { oauth: 'NEO_OAUTH_URL', runtime: 'NEO_RUNTIME_URL', api: 'NEO_API_URL' } as const;

/**
 * Where the services of a Neo subaccount answer. Addresses in the environment come before those of the landscape.
 *
 * @throws ValidationError at an address in the environment that credentials must not be sent to
 */
export function addressesOf(account: NeoAccountSettings, env: NodeJS.ProcessEnv): NeoAddresses {
  const given = Object.entries(VARIABLES).filter(([, variable]) => env[variable]);
  const problems = given.flatMap(([, variable]) => checkNeoUrl(variable, env[variable]));
  if (problems.length > 0) throw new ValidationError(problems.map(describeProblem).join('\n'));
  const urls = Object.fromEntries(given.map(([name, variable]) => [name, env[variable]]));
  return neoAddresses({ ...account, urls: { ...account.urls, ...urls } });
}

/** What is said of a landscape that has no stack; undefined for one that has. */
export function nothingToDeploy(landscape: {
  readonly subaccounts: readonly unknown[];
  readonly directories: readonly unknown[];
}): string | undefined {
  if (landscape.subaccounts.length > 0 || landscape.directories.length > 0) return undefined;
  return 'The landscape has Neo subaccounts only: there is nothing to deploy; btp-isc sheet, verify and neo read the landscape.';
}
