import { checkImportId } from '../../btp/checks';
import { checkMetadata } from '../../cloud-foundry/metadata';
import { ORG_ROLES } from '../../cloud-foundry/org-member';
import { SPACE_ROLES } from '../../cloud-foundry/space-member';
import { checkUserName } from '../../cloud-foundry/user-name';
import { checkAcknowledgement } from '../../policy/acknowledge';
import { SERVICE_NAME } from '../../runtime/broker';
import { checkOneOf, checkUniqueList, type Problems } from '../../validation/checks';
import { checkUuid } from '../../validation/names';
import type { Problem } from '../../validation/problem';
import { withRuntimeDefaults } from '../resolve';
import { checkEntitlements } from './directories';
import { within } from './report';
import type { SubaccountUnderCheck } from './subaccount';

/** What must be there before the runtimes: entitlements, environment, subscription, roles, space and members. */
export function checkPrerequisites(subject: SubaccountUnderCheck): void {
  const { report, entry, at } = subject;
  checkEntitlements(report, entry.entitlements ?? [], [...at, 'entitlements']);
  report.add(at, [
    ...checkOwnPlans(subject),
    ...checkRoleCollections(subject),
    ...checkMembers(subject),
    ...checkExisting(subject),
    ...checkAcknowledgements(subject),
    ...checkObjects(subject),
  ]);
}

/** The plans of runtimes are entitled by themselves; naming them again would assign them twice. */
function checkOwnPlans({ entry, defaults }: SubaccountUnderCheck): Problem[] {
  const used = new Set(entry.runtimes.map((runtime) => withRuntimeDefaults(runtime, defaults).plan));
  return (entry.entitlements ?? []).flatMap(({ service, plan }, index) =>
    service === SERVICE_NAME && used.has(plan)
      ? [
          {
            property: `entitlements[${index}]`,
            wrong: `is ${SERVICE_NAME}/${plan}, which the runtimes of this subaccount bring with them`,
            allowed: 'plans that no runtime here has',
            fix: 'remove it; `entitlement: existing` leaves an entitlement of the runtimes alone',
          },
        ]
      : [],
  );
}

function checkRoleCollections({ entry }: SubaccountUnderCheck): Problem[] {
  return (entry.roleCollections ?? []).flatMap(({ users = [], groups = [] }, index) =>
    users.length + groups.length > 0
      ? []
      : [
          {
            property: `roleCollections[${index}]`,
            wrong: 'has neither users nor groups',
            allowed: 'at least one user or group',
            fix: 'write users: [jane@example.com]',
          },
        ],
  );
}

function checkAcknowledgements({ entry }: SubaccountUnderCheck): Problems {
  return (entry.acknowledge ?? []).flatMap((each, index) => checkAcknowledgement(`acknowledge[${index}]`, each));
}

function checkMembers({ report, entry, at }: SubaccountUnderCheck): Problems {
  report.unique(
    (entry.members ?? []).map(({ user, origin = '' }, i) => [
      origin ? `${user} (${origin})` : user,
      [...at, 'members', i, 'user'],
    ]),
    'member',
  );
  return (entry.members ?? []).flatMap(({ user, orgRoles, spaceRoles }, index) =>
    within(`members[${index}]`, [
      ...checkUserName('user', user),
      ...checkUniqueList('orgRoles', orgRoles, (property, role) => checkOneOf(property, role, ORG_ROLES)),
      ...checkUniqueList('spaceRoles', spaceRoles, (property, role) => checkOneOf(property, role, SPACE_ROLES)),
    ]),
  );
}

/** A setting beside `existing: true` would silently do nothing. */
function checkExisting({ entry }: SubaccountUnderCheck): Problem[] {
  const groups: [string, { existing?: boolean } | undefined, readonly string[]][] = [
    ['space', entry.space, ['import', 'labels', 'annotations']],
    ['integrationSuite', entry.integrationSuite, ['plan']],
  ];
  return groups.flatMap(([group, settings, others]) => uselessBesideExisting(group, settings, others));
}

/** Settings that have no effect on something that exists already and is only used. */
export function uselessBesideExisting(
  group: string,
  settings: { readonly existing?: boolean } | undefined,
  others: readonly string[],
): Problem[] {
  if (!settings?.existing) return [];
  return others
    .filter((name) => (settings as Record<string, unknown>)[name] !== undefined)
    .map((name) => ({
      property: group ? `${group}.${name}` : name,
      wrong: 'is given beside existing: true, where it would have no effect',
      allowed: 'existing: true without it',
      fix: `remove ${name}, or write import: with its UUID instead of existing: true to manage it here`,
    }));
}

function checkObjects({ entry }: SubaccountUnderCheck): Problems {
  return [
    ...checkImportId('cloudFoundry.import', entry.cloudFoundry?.import, [
      entry.id ?? entry.create?.import ?? '<subaccount id>',
      '<environment instance id>',
    ]),
    ...checkUuid('space.import', entry.space?.import, "run 'cf space NAME --guid'"),
    ...within('space', checkMetadata(entry.space ?? {})),
  ];
}
