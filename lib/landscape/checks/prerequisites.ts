import { checkAssignment, checkEnvironment, checkImportId, checkTechnicalName } from '../../core/btp';
import { checkMetadata, checkUserName, ORG_ROLES, SPACE_ROLES } from '../../core/cloud-foundry';
import { SERVICE_NAME } from '../../core/it-rt';
import { checkSpaceName, checkUuid } from '../../core/names';
import { checkAcknowledgement } from '../../core/policy';
import type { Problem } from '../../core/problems';
import { checkOneOf, checkUniqueList } from '../../core/rules';
import type { Path } from '../document';
import { withGroupDefaults, withRuntimeDefaults } from '../resolve';
import type { SubaccountEntry } from '../schema';
import { checkEntitlements } from './directories';
import { renamed } from './report';
import type { SubaccountUnderCheck } from './subaccount';

/** What must be there before the runtimes: entitlements, environment, subscription, roles, space and members. */
export function checkPrerequisites(subject: SubaccountUnderCheck): void {
  checkPlans(subject);
  checkRoleCollections(subject);
  checkMembers(subject);
  checkAcknowledgements(subject);
  checkEnvironmentOf(subject);
  checkSuite(subject);
  checkSpace(subject);
}

type ListName = 'entitlements' | 'roleCollections' | 'members' | 'acknowledge';

/** A list as it holds for the subaccount, and where it stands: lists of the defaults are replaced as a whole. */
function listOf<T extends ListName>({ entry, defaults, at }: SubaccountUnderCheck, name: T) {
  type List = NonNullable<SubaccountEntry[T]>;
  const own = entry[name];
  return { list: (own ?? defaults[name] ?? []) as List, at: [...(own ? at : ['defaults']), name] as Path };
}

function checkPlans(subject: SubaccountUnderCheck): void {
  const { report, entry, defaults } = subject;
  const { list, at } = listOf(subject, 'entitlements');
  checkEntitlements(report, list, at);
  // The plans of runtimes are entitled by themselves; naming them again would assign them twice.
  const used = new Set(entry.runtimes.map((runtime) => withRuntimeDefaults(runtime, defaults).plan));
  for (const [index, { service, plan }] of list.entries()) {
    if (service !== SERVICE_NAME || !used.has(plan)) continue;
    report.add(at, [
      {
        property: `[${index}]`,
        wrong: `is ${SERVICE_NAME}/${plan}, which the runtimes of this subaccount bring with them`,
        allowed: 'plans that no runtime here has',
        fix: 'remove it; `entitlement: existing` leaves an entitlement of the runtimes alone',
      },
    ]);
  }
}

function checkRoleCollections(subject: SubaccountUnderCheck): void {
  const { report } = subject;
  const { list, at } = listOf(subject, 'roleCollections');
  report.unique(
    list.map(({ name, origin }, i) => [withOrigin(name, origin), [...at, i, 'name']]),
    'role collection of an identity provider',
  );
  for (const [index, { name, ...who }] of list.entries()) {
    report.add([...at, index], renamed(checkAssignment({ roleCollection: name, ...who }), { roleCollection: 'name' }));
  }
}

function checkAcknowledgements(subject: SubaccountUnderCheck): void {
  const { list, at } = listOf(subject, 'acknowledge');
  for (const [index, each] of list.entries()) subject.report.add(at, checkAcknowledgement(`[${index}]`, each));
}

function checkMembers(subject: SubaccountUnderCheck): void {
  const { report } = subject;
  const { list, at } = listOf(subject, 'members');
  report.unique(
    list.map(({ user, origin }, i) => [withOrigin(user, origin), [...at, i, 'user']]),
    'member',
  );
  for (const [index, { user, orgRoles, spaceRoles }] of list.entries()) {
    report.add(
      [...at, index],
      [
        ...checkUserName('user', user),
        ...checkUniqueList('orgRoles', orgRoles, (property, role) => checkOneOf(property, role, ORG_ROLES)),
        ...checkUniqueList('spaceRoles', spaceRoles, (property, role) => checkOneOf(property, role, SPACE_ROLES)),
      ],
    );
  }
}

const withOrigin = (name: string, origin: string | undefined) => (origin ? `${name} (${origin})` : name);

function checkEnvironmentOf({ report, entry, defaults, at }: SubaccountUnderCheck): void {
  const { create, orgName, plan, landscapeLabel, import: importId } = withGroupDefaults(entry, defaults).cloudFoundry;
  const problems = checkEnvironment({ orgName, planName: plan, landscapeLabel });
  const ids = [entry.id ?? entry.create?.import ?? '<subaccount id>', '<environment instance id>'];
  report.addToGroup(at, 'cloudFoundry', entry, [
    ...renamed(problems, { planName: 'plan' }),
    ...checkImportId('import', importId, ids),
  ]);
  if (create) return;
  const useless = ['orgName', 'plan', 'landscapeLabel', 'import'] as const;
  const given = useless.filter((name) => entry.cloudFoundry?.[name] !== undefined);
  report.add(
    [...at, 'cloudFoundry'],
    given.map((property) => ({
      property,
      wrong: 'is given, but the environment is not created here',
      allowed: `${property} with create: true only`,
      fix: `remove ${property}, or write create: true`,
    })),
  );
}

function checkSuite({ report, entry, defaults, at }: SubaccountUnderCheck): void {
  const { existing, plan } = withGroupDefaults(entry, defaults).integrationSuite ?? {};
  report.addToGroup(at, 'integrationSuite', entry, checkTechnicalName('plan', plan));
  report.add([...at, 'integrationSuite'], uselessBesideExisting({ ...entry.integrationSuite, existing }, ['plan']));
}

function checkSpace({ report, entry, defaults, at }: SubaccountUnderCheck): void {
  const space = withGroupDefaults(entry, defaults).space;
  report.addToGroup(at, 'space', entry, [
    ...checkSpaceName('name', space.name),
    ...checkUuid('import', space.import, "run 'cf space NAME --guid'"),
    ...checkMetadata(space),
  ]);
  const own = { ...entry.space, existing: space.existing };
  report.add([...at, 'space'], uselessBesideExisting(own, ['import', 'labels', 'annotations']));
}

/** Settings that have no effect on something that exists already and is only used. */
export function uselessBesideExisting(settings: { readonly existing?: boolean }, others: readonly string[]): Problem[] {
  if (!settings.existing) return [];
  return others
    .filter((name) => (settings as Record<string, unknown>)[name] !== undefined)
    .map((name) => ({
      property: name,
      wrong: 'is given beside existing: true, where it would have no effect',
      allowed: 'existing: true without it',
      fix: `remove ${name}, or write import: with its UUID instead of existing: true to manage it here`,
    }));
}
