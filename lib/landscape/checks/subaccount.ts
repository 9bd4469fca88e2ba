import { checkRegion, checkSubaccount, checkSubdomain } from '../../core/btp';
import { connectorOutputNames, serviceKeyOutputName } from '../../core/isc';
import { checkStackName, checkUuid } from '../../core/names';
import type { Problem, Problems } from '../../core/problems';
import { checkDuration } from '../../core/rules';
import type { Path } from '../document';
import type { NewSubaccount } from '../landscape';
import { newSubaccountProps, withAccountDefaults, withGroupDefaults } from '../resolve';
import type { ConnectorEntry, Defaults, SubaccountEntry } from '../schema';
import { checkConnector } from './connector';
import { checkPrerequisites } from './prerequisites';
import { type Report, renamed, within } from './report';
import { checkRuntimeEntry } from './runtime';

/** A subaccount entry under examination. */
export interface SubaccountUnderCheck {
  readonly report: Report;
  readonly defaults: Defaults;
  readonly entry: SubaccountEntry;
  /** Where it stands. */
  readonly at: Path;
  /** Contents of the certificate files that keys name. */
  readonly certificates: ReadonlyMap<string, string>;
}

export function checkSubaccountEntry(subject: SubaccountUnderCheck): void {
  const { report, defaults, entry, at } = subject;
  report.add(at, [
    ...checkStackName('name', entry.name),
    ...checkAccount(entry, defaults),
    ...checkDuration('marketplaceWait', entry.marketplaceWait),
  ]);
  checkPrerequisites(subject);
  report.unique(
    entry.runtimes.map((runtime, i) => [runtime.name, [...at, 'runtimes', i, 'name']]),
    'name of a runtime',
  );
  for (const [index, runtime] of entry.runtimes.entries()) {
    checkRuntimeEntry(subject, runtime, [...at, 'runtimes', index]);
  }
  for (const [index, connector] of (entry.connectors ?? []).entries()) {
    checkConnector(subject, connector, [...at, 'connectors', index]);
  }
  checkCollisions(subject);
}

/** Exactly one way to say which subaccount it is. */
function checkAccount(entry: SubaccountEntry, defaults: Defaults): Problems {
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
  if (first === 'create') return checkNewSubaccount(entry, defaults);
  if (first === 'subdomain') {
    return [
      ...missing(entry, 'subdomain', ['subdomain', 'region']),
      ...checkSubdomain(entry.subdomain),
      ...checkRegion(entry.region),
    ];
  }
  return checkUuid('id', entry.id, 'copy the ID from the overview of the subaccount in the BTP cockpit');
}

function checkNewSubaccount(entry: SubaccountEntry, defaults: Defaults): Problems {
  const create = withAccountDefaults(entry, defaults) ?? {};
  const props = newSubaccountProps({
    ...create,
    displayName: create.displayName ?? entry.name,
  } as NewSubaccount['create']);
  const problems = within('create', [
    ...missing(create, 'create', ['subdomain', 'region']),
    ...renamed(checkSubaccount(props), { parentDirectoryId: 'directory', importId: 'import' }),
  ]);
  if (withGroupDefaults(entry, defaults).cloudFoundry.create) return problems;
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
function checkCollisions({ report, entry, at, defaults }: SubaccountUnderCheck): void {
  const connectors = entry.connectors ?? [];
  // Two ways to authenticate at one endpoint are how one goes over from one to the other.
  const usage = ({ endpoint, authentication = defaults.connector?.authentication }: ConnectorEntry) =>
    authentication === 'Basic' ? `${endpoint}' with '${authentication}` : endpoint;
  report.unique(
    connectors.map((connector, i) => [usage(connector), [...at, 'connectors', i, 'endpoint']]),
    'endpoint of a connector in a subaccount',
  );
  const ofConnectors = connectors.flatMap(({ name }, i) =>
    [connectorOutputNames(name).clientSecret].map((output) => [output, [...at, 'connectors', i, 'name']] as const),
  );
  const ofKeys = entry.runtimes.flatMap((runtime, i) =>
    (runtime.keys ?? []).map(
      (key, k) => [serviceKeyOutputName(runtime.name, key.name), [...at, 'runtimes', i, 'keys', k, 'name']] as const,
    ),
  );
  report.unique([...ofConnectors, ...ofKeys], 'name of an output (in snake_case)');
}
