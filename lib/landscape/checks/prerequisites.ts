import { SERVICE_NAME } from '../../runtime/broker';
import { checkUuid } from '../../validation/names';
import type { Problem } from '../../validation/problem';
import { withRuntimeDefaults } from '../resolve';
import { checkEntitlements } from './directories';
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
    ...checkImports(subject),
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

function checkMembers({ report, entry, at }: SubaccountUnderCheck): Problem[] {
  report.unique(
    (entry.members ?? []).map(({ user, origin = '' }, i) => [
      origin ? `${user} (${origin})` : user,
      [...at, 'members', i, 'user'],
    ]),
    'member',
  );
  return [];
}

/** A setting beside `existing: true` would silently do nothing. */
function checkExisting({ entry }: SubaccountUnderCheck): Problem[] {
  const groups: [string, { existing?: boolean } | undefined, readonly string[]][] = [
    ['space', entry.space, ['import', 'labels', 'annotations']],
    ['integrationSuite', entry.integrationSuite, ['plan', 'amount']],
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

function checkImports({ entry }: SubaccountUnderCheck): Problem[] {
  const where = 'copy the GUID from the cockpit or from `cf … --guid`';
  return [
    ...checkUuid('create.import', entry.create?.import, where),
    ...checkUuid('create.directory', entry.create?.directory, where),
    ...checkUuid('cloudFoundry.import', entry.cloudFoundry?.import, where),
    ...checkUuid('space.import', entry.space?.import, where),
  ];
}
