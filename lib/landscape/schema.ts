import { z } from 'zod';
import { neoAccountEntry } from './neo-schema';
import {
  acknowledgement,
  cloudFoundry,
  directory,
  entitlements,
  integrationSuite,
  members,
  newSubaccount,
  roleCollections,
  spaceSettings,
} from './prerequisite-schema';
import { connector, connectorSettings, keySettings, runtime, runtimeSettings } from './runtime-schema';
import { choice, list, settings, text } from './schema-fields';
import { stateSettings } from './state-schema';

/**
 * Structure of a landscape file. Descriptions and examples are part of it: editors show them through the JSON Schema,
 * and errors quote them as what is allowed and how to mend it. Rules on values stand with the constructs and are
 * applied by `checks/`.
 */

/** What a subaccount takes from `defaults` unless it says otherwise. */
const inherited = {
  cloudFoundry,
  integrationSuite,
  entitlement: choice(
    ['assign', 'existing'],
    "'assign' entitles the subaccount to the plans of its runtimes, 'existing' uses entitlements that are there and leaves them alone",
  ),
  entitlements,
  roleCollections,
  space: spaceSettings,
  members,
  marketplaceWait: text('wait between entitling a plan and looking it up, a Go duration', '30s', { default: '30s' }),
  planLookup: choice(
    ['guid', 'name'],
    "how runtimes refer to their plan: 'guid' for releases of the Cloud Foundry provider before 1.17, 'name' from 1.17 on",
  ),
  acknowledge: list(acknowledgement, 'rules of the policy that are knowingly not followed'),
};

const subaccount = z.strictObject({
  name: text('short name; names the Terraform stack and its state', 'hr-dev'),
  id: text(
    'UUID of the subaccount, from its overview in the BTP cockpit',
    '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66',
  ).optional(),
  subdomain: text('subdomain of a subaccount, instead of its id, together with region', 'acme-hr-dev').optional(),
  region: text('region of the subaccount with that subdomain', 'eu10').optional(),
  create: newSubaccount.optional(),
  ...z.object(inherited).partial().shape,
  runtimes: list(runtime, 'instances of SAP Process Integration Runtime').min(1),
  connectors: list(connector, 'event connectors of Intelligent Services Center').optional(),
});

const defaults = settings(
  {
    ...inherited,
    create: newSubaccount,
    runtime: settings(runtimeSettings, 'settings of all runtimes'),
    key: settings(keySettings, 'settings of all service keys'),
    connector: settings(connectorSettings, 'settings of all connectors'),
  },
  'settings for all subaccounts; each may override them',
);

export const landscapeSchema = z.strictObject({
  globalAccount: text('subdomain of the global account, from its overview in the BTP cockpit', 'acme'),
  defaults: defaults.optional(),
  state: stateSettings.optional(),
  directories: list(directory, 'directories whose entitlements are managed here').optional(),
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
export type Defaults = NonNullable<LandscapeFile['defaults']>;
export type SubaccountEntry = LandscapeFile['subaccounts'][number];
export type RuntimeEntry = SubaccountEntry['runtimes'][number];
export type KeyEntry = NonNullable<RuntimeEntry['keys']>[number];
export type ConnectorEntry = NonNullable<SubaccountEntry['connectors']>[number];
export type DirectoryEntry = NonNullable<LandscapeFile['directories']>[number];
