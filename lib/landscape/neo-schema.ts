import { z } from 'zod';
import { AUTHENTICATIONS } from '../core/isc';
import { NEO_STAGES } from '../neo/checks';
import { NEO_REGIONS } from '../neo/regions';
import { list, settings, text, word } from './schema-fields';

/** Structure of `neoAccounts`, the Neo subaccounts of a landscape. */

const connector = z.strictObject({
  name: text('Name of the Connector in ISC', 'Employee Terminated'),
  endpoint: text('path of the iFlow below the URL of the runtime node', '/cxf/sf/employee-terminated'),
  clientId: text('ID of the OAuth client, from Security > OAuth > Clients in the Neo cockpit', '4a5f0b1e-isc-client'),
  clientSecret: text(
    'the environment variable that holds the secret; the secret itself never stands in the file',
    '${env:TF_VAR_isc_client_secret}',
  ).meta({ secret: true }),
  authentication: word('field Authentication of the ISC form', AUTHENTICATIONS).optional(),
});

export const neoAccountEntry = z.strictObject({
  name: text('short name; names the Terraform stack and its state', 'hr-neo'),
  account: text('technical name of the Neo subaccount, from its overview in the Neo cockpit', 'acmehr1'),
  region: word('region of the Neo subaccount', ['neo-eu1', ...Object.keys(NEO_REGIONS)]),
  subscription: text('application of the runtime node, from Applications > Subscriptions', 'a1234iflmap'),
  stage: word('kind of the tenant', NEO_STAGES).optional(),
  providerAccount: text('Provider Subaccount of that application; needed to authorize clients', 'sapci').optional(),
  urls: settings(
    {
      oauth: text('base of the token service', 'https://oauthasservices-{account}.hana.ondemand.com'),
      runtime: text('base of the runtime node', 'https://{node}.hcisbp.eu1.hana.ondemand.com'),
      api: text("base of the platform's APIs", 'https://api.hana.ondemand.com'),
    },
    "addresses to use instead of the region's; {account} and {node} are filled in",
  ).optional(),
  connectors: list(connector, 'event connectors of Intelligent Services Center').optional(),
});

export type NeoAccountEntry = z.infer<typeof neoAccountEntry>;
export type NeoConnectorEntry = NonNullable<NeoAccountEntry['connectors']>[number];
