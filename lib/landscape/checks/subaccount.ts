import {
  checkAssignment,
  checkEntitlement,
  checkEnvironment,
  checkImportId,
  checkRegion,
  checkSubaccount,
  checkSubdomain,
  checkTechnicalName,
} from '../../core/btp';
import { checkMetadata, checkRoles, checkUserName, ORG_ROLES, SPACE_ROLES } from '../../core/cloud-foundry';
import { connectorOutputNames, serviceKeyOutputName } from '../../core/isc';
import { SERVICE_NAME } from '../../core/it-rt';
import { checkSpaceName, checkStackName, checkUuid } from '../../core/names';
import { checkAcknowledgement } from '../../core/policy';
import type { Problem, Problems } from '../../core/problems';
import { checkDuration } from '../../core/rules';
import type { Path } from '../document';
import { newSubaccountProps } from '../landscape';
import type { SubaccountWithDefaults } from '../settings';
import { type Report, renamed, type SubaccountUnderCheck, settingsIgnoredForExisting, within } from './report';
import { checkConnector, checkRuntimeEntry } from './runtime';

export function checkSubaccountEntry(subject: SubaccountUnderCheck): void {
  const { report, entry, at } = subject;
  report.add(at, [
    ...checkStackName('name', entry.name),
    ...checkAccount(subject),
    ...checkDuration('marketplaceWait', entry.marketplaceWait),
  ]);
  checkPrerequisites(subject);
  report.unique(
    entry.runtimes.map((runtime, i) => [runtime.name, [...at, 'runtimes', i, 'name']]),
    'name of a runtime',
  );
  for (const index of entry.runtimes.keys()) checkRuntimeEntry(subject, index);
  for (const index of subject.settings.connectors.keys()) checkConnector(subject, index);
  checkCollisions(subject);
}

/** Exactly one way to say which subaccount it is. */
function checkAccount({ entry, settings }: SubaccountUnderCheck): Problems {
  const ways = [
    entry.id !== undefined && 'id',
    (entry.subdomain ?? entry.region) !== undefined && 'subdomain',
    entry.create !== undefined && 'create',
  ].filter((way) => way !== false);
  const allowed = 'one of id, subdomain with region (both for a subaccount that exists), create';
  if (ways.length === 0) {
    const fix = 'write id: and the UUID from the overview of the subaccount in the BTP cockpit';
    return [{ property: 'id', wrong: 'is missing', allowed, fix }];
  }
  const [first, second] = ways;
  if (second) return [{ property: second, wrong: `is given besides ${first}`, allowed, fix: `remove one of the two` }];
  if (settings.create) return checkNewSubaccount(settings, settings.create);
  if (first === 'subdomain') {
    return [
      ...missing(entry, 'subdomain', ['subdomain', 'region']),
      ...checkSubdomain(entry.subdomain),
      ...checkRegion(entry.region),
    ];
  }
  return checkUuid('id', entry.id, 'copy the ID from the overview of the subaccount in the BTP cockpit');
}

function checkNewSubaccount(
  { cloudFoundry }: SubaccountWithDefaults,
  create: NonNullable<SubaccountWithDefaults['create']>,
): Problems {
  const problems = within('create', [
    ...missing(create, 'create', ['subdomain', 'region']),
    ...renamed(checkSubaccount(newSubaccountProps(create)), { parentDirectoryId: 'directory', importId: 'import' }),
  ]);
  if (cloudFoundry?.create) return problems;
  const wrong = 'is false, but a new subaccount has no Cloud Foundry environment';
  const fix = 'remove it: it is true where the subaccount is created';
  return [...problems, { property: 'cloudFoundry.create', wrong, allowed: 'true', fix }];
}

const EXAMPLES: Readonly<Record<string, string>> = { subdomain: 'acme-hr-prod', region: 'eu10' };

function missing(settings: object, group: string, names: readonly string[]): Problem[] {
  return names
    .filter((name) => (settings as Record<string, unknown>)[name] === undefined)
    .map((name) => ({
      property: name,
      wrong: 'is missing',
      allowed: `${names.join(' and ')} with ${group}`,
      fix: `write ${name}: ${EXAMPLES[name]}`,
    }));
}

/** Things with different names that would become the same endpoint or the same Terraform output. */
function checkCollisions({ report, settings, at }: SubaccountUnderCheck): void {
  const { connectors, runtimes } = settings;
  // Two ways to authenticate at one endpoint are how one goes over from one to the other.
  report.unique(
    connectors.map(({ endpoint, authentication }, i) => [
      authentication === 'Basic' ? `${endpoint}' with '${authentication}` : endpoint,
      [...at, 'connectors', i, 'endpoint'],
    ]),
    'endpoint of a connector in a subaccount',
  );
  const ofConnectors = connectors.map(
    ({ name }, i) => [connectorOutputNames(name).clientSecret, [...at, 'connectors', i, 'name']] as const,
  );
  const ofKeys = runtimes.flatMap((runtime, i) =>
    runtime.keys.map(
      (key, k) => [serviceKeyOutputName(runtime.name, key.name), [...at, 'runtimes', i, 'keys', k, 'name']] as const,
    ),
  );
  report.unique([...ofConnectors, ...ofKeys], 'name of an output (in snake_case)');
}

/** What must be there before the runtimes: entitlements, environment, subscription, roles, space and members. */
function checkPrerequisites(subject: SubaccountUnderCheck): void {
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
function listOf<T extends ListName>({ entry, settings, at }: SubaccountUnderCheck, name: T) {
  const list: SubaccountWithDefaults[T] = settings[name];
  return { list, at: [...(entry[name] ? at : ['defaults']), name] as Path };
}

function checkPlans(subject: SubaccountUnderCheck): void {
  const { report, settings } = subject;
  const { list, at } = listOf(subject, 'entitlements');
  checkEntitlements(report, list, at);
  // The plans of runtimes are entitled by themselves; naming them again would assign them twice.
  const used = new Set<string>(settings.runtimes.map(({ plan }) => plan));
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
        ...checkRoles('orgRoles', orgRoles, ORG_ROLES),
        ...checkRoles('spaceRoles', spaceRoles, SPACE_ROLES),
      ],
    );
  }
}

const withOrigin = (name: string, origin: string | undefined) => (origin ? `${name} (${origin})` : name);

function checkEnvironmentOf({ report, entry, settings, at }: SubaccountUnderCheck): void {
  const { create, orgName, plan, landscapeLabel, import: importId } = settings.cloudFoundry ?? {};
  const problems = checkEnvironment({ orgName, planName: plan, landscapeLabel });
  const ids = [entry.id ?? entry.create?.import ?? '<subaccount id>', '<environment instance id>'];
  report.addToGroup(at, 'cloudFoundry', entry, [
    ...renamed(problems, { planName: 'plan' }),
    ...checkImportId('import', importId, ids),
  ]);
  if (create) return;
  const given = (['orgName', 'plan', 'landscapeLabel', 'import'] as const).filter(
    (name) => entry.cloudFoundry?.[name] !== undefined,
  );
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

function checkSuite({ report, entry, settings, at }: SubaccountUnderCheck): void {
  const { existing, plan } = settings.integrationSuite ?? {};
  report.addToGroup(at, 'integrationSuite', entry, checkTechnicalName('plan', plan));
  report.add(
    [...at, 'integrationSuite'],
    settingsIgnoredForExisting({ ...entry.integrationSuite, existing }, ['plan', 'preventDestroy']),
  );
}

function checkSpace({ report, entry, settings, at }: SubaccountUnderCheck): void {
  const { space = {} as Partial<NonNullable<SubaccountWithDefaults['space']>> } = settings;
  report.addToGroup(at, 'space', entry, [
    ...checkSpaceName('name', space.name),
    ...checkUuid('import', space.import, "run 'cf space NAME --guid'"),
    ...checkMetadata(space),
  ]);
  const own = { ...entry.space, existing: space.existing };
  report.add([...at, 'space'], settingsIgnoredForExisting(own, ['import', 'preventDestroy', 'labels', 'annotations']));
}

/** Entitlements of one subaccount or directory: each plan once. */
export function checkEntitlements(
  report: Report,
  entitlements: readonly { service: string; plan: string; amount?: number }[],
  at: readonly (string | number)[],
): void {
  report.unique(
    entitlements.map(({ service, plan }, i) => [`${service}/${plan}`, [...at, i, 'plan']]),
    'service plan',
  );
  for (const [index, { service, plan, amount }] of entitlements.entries()) {
    const problems = checkEntitlement({ serviceName: service, planName: plan, amount });
    report.add([...at, index], renamed(problems, { serviceName: 'service', planName: 'plan' }));
  }
}
