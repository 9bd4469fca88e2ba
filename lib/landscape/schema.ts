import { z } from 'zod';
import { USAGES } from '../core/btp';
import { ORG_ROLES, SPACE_ROLES } from '../core/cloud-foundry';
import { AUTHENTICATIONS } from '../core/isc';
import { GRANT_TYPES, KEY_TYPES, type KeyTypeName, PLAN_NAMES, ROLE_TO_CALL_FLOWS } from '../core/it-rt';
import { ACKNOWLEDGEABLE } from '../core/policy';
import { neoAccountEntry } from './neo';
import {
  choice,
  count,
  flag,
  freeText,
  group,
  list,
  optional,
  preventDestroy,
  settings,
  text,
  textMap,
  word,
} from './schema-fields';
import { stateSettings } from './state-schema';

/**
 * Structure of a landscape file. Descriptions, examples and defaults are part of it: editors show them through the JSON
 * Schema, errors quote them as what is allowed and how to correct it, and `landscape.ts` applies the defaults. Which values are
 * allowed is checked by `checks/` with the rules of lib/core, so that one error text serves constructs and landscapes.
 */

const UUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

const labels = textMap('Cloud Foundry labels', { team: 'hr' });
const annotations = textMap('Cloud Foundry annotations', { contact: 'hr-it@example.com' });
const importId = (what: string) => text(`UUID of ${what} that exists already and is brought under management`, UUID);

const runtimeSettings = optional({
  plan: word('plan of it-rt', PLAN_NAMES).default('integration-flow'),
  roles: list(
    text('role of the client', ROLE_TO_CALL_FLOWS),
    'roles of all clients with a key of this runtime; plan api has a closed list and no default',
    { default: [ROLE_TO_CALL_FLOWS] },
  ),
  grantTypes: list(text('OAuth grant type', 'client_credentials'), `OAuth grant types: ${GRANT_TYPES.join(', ')}`, {
    default: ['client_credentials'],
  }),
  redirectUris: list(text('redirect URI', 'https://example.com/callback'), 'redirect URIs for authorization_code'),
  tokenValidity: count('lifetime of an access token in seconds, 3600 to 86400; plan api: 43200', 3600, {
    default: 3600,
  }),
  timeout: text('longest time for creating, changing or deleting, a Go duration', '20m', { default: '40m' }),
  preventDestroy,
});

/** How a key comes about; also a default for all keys. */
const keySettings = optional({
  type: word('kind of the key', Object.keys(KEY_TYPES) as KeyTypeName[]).default('clientSecret'),
  validity: count('lifetime of the certificate in days', 365, { default: 365 }),
  keyLength: count('length of the private key in bits', 2048, { default: 2048 }),
  certificateFile: text('PEM file with the certificate, beside the landscape file', 'certs/isc.pem'),
  pinning: flag('true when exactly this certificate is accepted, not a renewed one of the same subject', {
    default: true,
  }),
  rotateAfter: count('age in days after which `btp-isc keys` calls for a rotation', 90),
});

const key = z.strictObject({
  name: text('name of the service key, unique in the runtime', 'isc'),
  ...keySettings,
  generations: list(
    text('suffix of the name of a generation of the key', '2026-11'),
    'generations of the key that exist side by side while ISC is switched from one to the next',
  )
    .min(1)
    .optional(),
  current: text('the generation that connectors use', '2026-11').optional(),
  existing: flag('true when the key exists already and is only read').default(false),
  import: importId('a service key').optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
});

const runtime = z.strictObject({
  name: text('name of the service instance, unique in the space', 'isc-runtime'),
  ...runtimeSettings,
  existing: flag('true when the service instance exists already and is only used').default(false),
  import: importId('a service instance').optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
  keys: list(key, 'service keys of the runtime').default([]),
});

const connectorSettings = {
  authentication: word('field Authentication of the ISC form', AUTHENTICATIONS).default(AUTHENTICATIONS[0]),
};

const connector = z.strictObject({
  name: text('Name of the Connector in ISC', 'Employee Terminated'),
  endpoint: text('path of the iFlow below the URL of the runtime', '/http/sf/employee-terminated'),
  event: text('event in ISC that the connector is for, as the sheet names it', 'Employee Termination').optional(),
  runtime: text('name of the runtime; may be left out when there is only one', 'isc-runtime').optional(),
  key: text('name of the key; may be left out when the runtime has only one', 'isc').optional(),
  ...connectorSettings,
});

/** A subaccount that is created. Its labels are lists of texts in BTP; one text is a list of one. */
const newSubaccount = group(
  {
    displayName: freeText('display name of the new subaccount; `name` when left out', 'HR production'),
    subdomain: text('subdomain of the new subaccount, unique in the region', 'acme-hr-prod'),
    region: text('region of the new subaccount', 'eu10'),
    description: freeText('description of the new subaccount', 'Intelligent Services of HR'),
    directory: text('UUID of the directory it is created in', UUID),
    betaEnabled: flag('true for beta services; cannot be taken back', { default: false }),
    usage: word('usage of the subaccount', USAGES, { default: 'UNSET' }),
    labels: textMap('labels of the subaccount', { team: 'hr' }),
    import: text('UUID of a subaccount that exists already and is brought under management', UUID),
    preventDestroy,
  },
  'a subaccount that is created',
);

/** Everything in it has a default; the presence of `create: true` decides. */
const cloudFoundry = group(
  {
    create: flag('true when the Cloud Foundry environment is enabled by this project; always so with `create`').default(
      false,
    ),
    orgName: text('name of the org that is created', 'acme-hr-prod'),
    plan: text('plan of the environment', 'standard', { default: 'standard' }),
    landscapeLabel: text('Cloud Foundry landscape of the region, where it has several', 'cf-eu10-004'),
    import: text(
      'an environment instance that exists already and is brought under management: ids of subaccount and instance',
      `${UUID},${UUID}`,
    ),
  },
  'Cloud Foundry environment of the subaccount',
);

const integrationSuite = group(
  {
    existing: flag('true when Integration Suite is subscribed already and is only used').default(false),
    plan: text('plan of Integration Suite', 'standard_edition', { default: 'standard_edition' }),
    activation: choice(
      ['required', 'unchecked'],
      "'required' stops before the runtimes until the capability Cloud Integration is activated; 'unchecked' does not look",
    ).default('required'),
    preventDestroy,
  },
  'subscription of SAP Integration Suite',
);

const member = z.strictObject({
  user: text('user name, usually the e-mail address', 'jane@example.com'),
  origin: text('identity provider of the user', 'sap.ids').optional(),
  orgRoles: list(word('role in the org', ORG_ROLES), 'roles in the org').default(['organization_user']),
  spaceRoles: list(word('role in the space', SPACE_ROLES), 'roles in the space').default(['space_developer']),
});

const members = list(member, 'users of org and space and their roles');

const space = group(
  {
    name: text('name of the Cloud Foundry space', 'integration').default('integration'),
    existing: flag('true when the space exists already and is only used').default(false),
    import: text('UUID of a space that exists already and is brought under management', UUID),
    preventDestroy,
    labels: labels,
    annotations: annotations,
  },
  'Cloud Foundry space of the runtimes',
);

const entitlementAmount = {
  service: text('technical name of the service', 'it-rt'),
  plan: text('technical name of the plan', 'integration-flow'),
  amount: count('number of units of a plan that has a quota; left out for plans that are on or off', 1).optional(),
};

/** More service plans than those that runtimes and Integration Suite need. */
const entitlements = list(z.strictObject(entitlementAmount), 'further service plans of the subaccount');

const directoryEntitlement = z.strictObject({
  ...entitlementAmount,
  distribute: flag('true when the plan is given to all subaccounts of the directory', { default: false }).optional(),
  autoAssign: flag('true when the plan is given to subaccounts that are added to the directory', {
    default: false,
  }).optional(),
  autoDistributeAmount: count('number of units each subaccount gets automatically', 1).optional(),
});

const directory = z.strictObject({
  name: text('short name of the directory, unique in the file', 'hr'),
  id: text('UUID of a directory that manages entitlements', UUID),
  entitlements: list(directoryEntitlement, 'service plans of the directory').min(1),
});

const roleCollection = z.strictObject({
  name: text('name of the role collection', 'PI_Integration_Developer'),
  users: list(text('user name', 'jane@example.com'), 'users that get it').optional(),
  groups: list(text('group of the identity provider', 'hr-integration'), 'groups that get it').optional(),
  origin: text('identity provider', 'sap.default').optional(),
});

const roleCollections = list(roleCollection, 'role collections of the subaccount and who has them');

const acknowledgement = z.strictObject({
  rule: word('id of the rule', ACKNOWLEDGEABLE),
  reason: freeText('why it is right here', 'a second client reads the queue of the same iFlow'),
});

/** What a subaccount takes from `defaults` unless it says otherwise. */
const inherited = optional({
  cloudFoundry,
  integrationSuite,
  entitlement: choice(
    ['assign', 'existing'],
    "'assign' entitles the subaccount to the plans of its runtimes, 'existing' uses entitlements that are there and leaves them alone",
  ).default('assign'),
  entitlements: entitlements.default([]),
  roleCollections: roleCollections.default([]),
  space,
  members: members.default([]),
  marketplaceWait: text('wait between entitling a plan and looking it up, a Go duration', '30s', { default: '30s' }),
  planLookup: choice(
    ['guid', 'name'],
    "how runtimes refer to their plan: 'guid' for releases of the Cloud Foundry provider before 1.17, 'name' from 1.17 on",
  ).default('guid'),
  acknowledge: list(acknowledgement, 'rules of the policy that are knowingly not followed').default([]),
});

export const subaccount = z.strictObject({
  name: text('short name; names the Terraform stack and its state', 'hr-dev'),
  id: text('UUID of the subaccount, from its overview in the BTP cockpit', UUID).optional(),
  subdomain: text('subdomain of a subaccount, instead of its id, together with region', 'acme-hr-dev').optional(),
  region: text('region of the subaccount with that subdomain', 'eu10').optional(),
  create: newSubaccount.optional(),
  ...inherited,
  runtimes: list(runtime, 'instances of SAP Process Integration Runtime').min(1),
  connectors: list(connector, 'event connectors of Intelligent Services Center').default([]),
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
  neoAccounts: list(neoAccountEntry, 'subaccounts of the Neo environment, for which nothing is deployed')
    .min(1)
    .optional(),
});

/** A landscape with Neo subaccounts only needs neither a global account nor subaccounts. */
export const neoLandscapeSchema = landscapeSchema.extend({
  globalAccount: landscapeSchema.shape.globalAccount.default(''),
  subaccounts: landscapeSchema.shape.subaccounts.default([]),
});

/** A landscape as it stands in the file; entries, too. */
export type LandscapeFile = z.input<typeof landscapeSchema>;
export type Defaults = NonNullable<LandscapeFile['defaults']>;
export type SubaccountEntry = LandscapeFile['subaccounts'][number];
export type DirectoryEntry = NonNullable<LandscapeFile['directories']>[number];
