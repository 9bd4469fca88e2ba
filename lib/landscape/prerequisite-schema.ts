import { z } from 'zod';
import { USAGES } from '../core/btp';
import { ORG_ROLES, SPACE_ROLES } from '../core/cloud-foundry';
import { ACKNOWLEDGEABLE } from '../core/policy';
import { annotations, labels } from './runtime-schema';
import { choice, count, flag, freeText, list, settings, text, textMap, word } from './schema-fields';

/** What must be there before a runtime can be: subaccount, entitlements, environment, subscription, roles, space. */

const UUID = '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66';

/** A subaccount that is created. Its labels are lists of texts in BTP; one text is a list of one. */
export const newSubaccount = settings(
  {
    displayName: freeText('display name of the new subaccount; `name` when left out', 'HR production'),
    subdomain: text('subdomain of the new subaccount, unique in the region', 'acme-hr-prod'),
    region: text('region of the new subaccount', 'eu10'),
    description: freeText('description of the new subaccount', 'Intelligent Services of HR'),
    directory: text('UUID of the directory it is created in', UUID),
    betaEnabled: flag('true for beta services; cannot be taken back'),
    usage: word('usage of the subaccount', USAGES, { default: 'UNSET' }),
    labels: textMap('labels of the subaccount', { team: 'hr' }),
    import: text('UUID of a subaccount that exists already and is brought under management', UUID),
  },
  'a subaccount that is created',
);

/** Everything in it has a default; the presence of `create: true` decides. */
export const cloudFoundry = settings(
  {
    create: flag('true when the Cloud Foundry environment is enabled by this project; always so with `create`'),
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

export const integrationSuite = settings(
  {
    existing: flag('true when Integration Suite is subscribed already and is only used'),
    plan: text('plan of Integration Suite', 'standard_edition', { default: 'standard_edition' }),
    activation: choice(
      ['required', 'unchecked'],
      "'required' stops before the runtimes until the capability Cloud Integration is activated; 'unchecked' does not look",
    ),
  },
  'subscription of SAP Integration Suite',
);

const member = z.strictObject({
  user: text('user name, usually the e-mail address', 'jane@example.com'),
  origin: text('identity provider of the user', 'sap.ids').optional(),
  orgRoles: list(word('role in the org', ORG_ROLES), 'roles in the org', { default: ['organization_user'] }).optional(),
  spaceRoles: list(word('role in the space', SPACE_ROLES), 'roles in the space', {
    default: ['space_developer'],
  }).optional(),
});

export const members = list(member, 'users of org and space and their roles');

export const spaceSettings = settings(
  {
    name: text('name of the Cloud Foundry space', 'integration', { default: 'integration' }),
    existing: flag('true when the space exists already and is only used'),
    import: text('UUID of a space that exists already and is brought under management', UUID),
    labels,
    annotations,
  },
  'Cloud Foundry space of the runtimes',
);

const entitlementAmount = {
  service: text('technical name of the service', 'it-rt'),
  plan: text('technical name of the plan', 'integration-flow'),
  amount: count('number of units of a plan that has a quota; left out for plans that are on or off', 1).optional(),
};

/** More service plans than those that runtimes and Integration Suite need. */
export const entitlements = list(z.strictObject(entitlementAmount), 'further service plans of the subaccount');

const directoryEntitlement = z.strictObject({
  ...entitlementAmount,
  distribute: flag('true when the plan is given to all subaccounts of the directory').optional(),
  autoAssign: flag('true when the plan is given to subaccounts that are added to the directory').optional(),
  autoDistributeAmount: count('number of units each subaccount gets automatically', 1).optional(),
});

export const directory = z.strictObject({
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

export const roleCollections = list(roleCollection, 'role collections of the subaccount and who has them');

export const acknowledgement = z.strictObject({
  rule: word('id of the rule', ACKNOWLEDGEABLE),
  reason: freeText('why it is right here', 'a second client reads the queue of the same iFlow'),
});
