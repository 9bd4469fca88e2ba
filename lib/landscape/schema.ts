import { z } from 'zod';
import { AUTHENTICATIONS } from '../isc/authentication';
import { GRANT_TYPES, PLAN_NAMES } from '../runtime/broker';
import { neoAccountEntry } from './neo-schema';

/**
 * Structure of a landscape file. Descriptions and examples are part of it: editors show them through the JSON Schema,
 * and errors quote them as what is allowed and how to mend it. Rules on values stand with the constructs and are
 * applied by `checks.ts`.
 */

/** A non-empty text; the description says what it is, the example is quoted as the fix. */
const text = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .meta({ description, examples: [example] });
const list = <T extends z.ZodType>(item: T, description: string) => z.array(item).meta({ description });

const spaceSettings = {
  name: text('name of the Cloud Foundry space', 'integration'),
  existing: z.boolean().meta({ description: 'true when the space exists already and is only used', examples: [true] }),
  developers: list(
    text('user name of a member of the org', 'jane@example.com'),
    'users that get the role Space Developer',
  ),
  origin: text('identity provider of the developers', 'sap.ids'),
};

const runtimeSettings = {
  // Which values are allowed is checked with the constructs' own rules, so that one error text serves both.
  plan: z.string().meta({ description: 'plan of it-rt', examples: [...PLAN_NAMES] }),
  roles: list(text('role of the client', 'ESBMessaging.send'), 'roles of all clients with a key of this runtime'),
  grantTypes: list(text('OAuth grant type', 'client_credentials'), `OAuth grant types: ${GRANT_TYPES.join(', ')}`),
  redirectUris: list(text('redirect URI', 'https://example.com/callback'), 'redirect URIs for authorization_code'),
  tokenValidity: z.number().meta({ description: 'lifetime of an access token in seconds', examples: [3600] }),
  timeout: text('longest time for creating, changing or deleting, a Go duration', '20m'),
};

const authentication = z
  .string()
  .meta({ description: 'field Authentication of the ISC form', examples: [...AUTHENTICATIONS] });
const marketplaceWait = text('wait between entitling a plan and looking it up, a Go duration', '30s');
const entitlement = z.enum(['assign', 'existing']).meta({
  description:
    "'assign' entitles the subaccount to the plan, 'existing' uses an entitlement that is there and leaves it alone",
  examples: ['assign'],
});

const key = z.strictObject({ name: text('name of the service key, unique in the runtime', 'isc-2026-11') });

const runtime = z.strictObject({
  name: text('name of the service instance, unique in the space', 'isc-runtime'),
  ...z.object(runtimeSettings).partial().shape,
  keys: list(key, 'service keys of the runtime').optional(),
});

const connector = z.strictObject({
  name: text('Name of the Connector in ISC', 'Employee Terminated'),
  endpoint: text('path of the iFlow below the URL of the runtime', '/http/sf/employee-terminated'),
  runtime: text('name of the runtime; may be left out when there is only one', 'isc-runtime').optional(),
  key: text('name of the key; may be left out when the runtime has only one', 'isc-2026-11').optional(),
  authentication: authentication.optional(),
});

const subaccount = z.strictObject({
  name: text('short name; names the Terraform stack and its state', 'hr-dev'),
  id: text('UUID of the subaccount, from its overview in the BTP cockpit', '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66'),
  space: z.strictObject(spaceSettings).partial().optional(),
  entitlement: entitlement.optional(),
  marketplaceWait: marketplaceWait.optional(),
  runtimes: list(runtime, 'instances of SAP Process Integration Runtime').min(1),
  connectors: list(connector, 'event connectors of Intelligent Services Center').optional(),
});

const defaults = z
  .strictObject({
    space: z.strictObject(spaceSettings).partial(),
    entitlement,
    marketplaceWait,
    runtime: z.strictObject(runtimeSettings).partial(),
    connector: z.strictObject({ authentication }).partial(),
  })
  .partial();

export const landscapeSchema = z.strictObject({
  globalAccount: text('subdomain of the global account, from its overview in the BTP cockpit', 'acme'),
  defaults: defaults.meta({ description: 'settings for all subaccounts; each may override them' }).optional(),
  subaccounts: list(subaccount, 'the subaccounts, one Terraform stack each').min(1),
  neoAccounts: list(neoAccountEntry, 'subaccounts of the Neo environment, one Terraform stack each').min(1).optional(),
});

/** A landscape with Neo subaccounts only needs neither a global account nor subaccounts. */
export const neoLandscapeSchema = landscapeSchema.extend({
  globalAccount: landscapeSchema.shape.globalAccount.default(''),
  subaccounts: landscapeSchema.shape.subaccounts.default([]),
});

/** A landscape as it stands in the file. */
export type LandscapeFile = z.infer<typeof landscapeSchema>;
export type SubaccountEntry = LandscapeFile['subaccounts'][number];
export type RuntimeEntry = SubaccountEntry['runtimes'][number];
export type ConnectorEntry = NonNullable<SubaccountEntry['connectors']>[number];
