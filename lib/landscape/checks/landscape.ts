import { checkDistribution } from '../../core/btp';
import { checkUuid, DIRECTORY_STACK, foundationStackName } from '../../core/names';
import { checkDuration } from '../../core/rules';
import type { YamlDocument } from '../document';
import { needsFoundation } from '../landscape';
import type { LandscapeProblem } from '../landscape-error';
import { resolveSubaccount } from '../resolve';
import type { DirectoryEntry, LandscapeFile, SubaccountEntry } from '../schema';
import type { SubaccountWithDefaults } from '../settings';
import { checkState } from '../state-schema';
import { checkNeoAccounts } from './neo';
import { Report } from './report';
import { checkEntitlements, checkSubaccountEntry } from './subaccount';
import { checkTexts } from './texts';

/**
 * Everything about a well-formed landscape that could not be deployed: values, collisions, references.
 *
 * @param settings its subaccounts with defaults applied
 * @param certificates contents of the certificate files that keys name
 */
export function checkLandscape(
  file: LandscapeFile,
  settings: readonly SubaccountWithDefaults[],
  document: YamlDocument,
  certificates: ReadonlyMap<string, string>,
): LandscapeProblem[] {
  const report = new Report(document);
  const { defaults = {}, subaccounts } = file;
  checkTexts(report, file);
  report.add(['defaults'], checkDuration('marketplaceWait', defaults.marketplaceWait));
  report.add([], checkState('state', file.state));
  checkDirectories(report, file.directories ?? []);
  checkStackNames(report, file, settings);
  const at = (index: number, property: string) => ['subaccounts', index, property];
  report.unique(
    subaccounts.map((entry, i) => [entry.id?.toLowerCase(), at(i, 'id')]),
    'subaccount',
  );
  report.unique(
    settings.map((each, i) => {
      const { subdomain, region } = each.create ?? each;
      return [subdomain && `${subdomain}' in '${region}`, at(i, 'subdomain')];
    }),
    'subaccount',
  );
  checkNeoAccounts(report, file);
  for (const [index, each] of settings.entries()) {
    const entry = subaccounts[index] as SubaccountEntry;
    checkSubaccountEntry({ report, entry, settings: each, at: ['subaccounts', index], certificates });
  }
  return report.problems;
}

/** Stacks and state files are named after subaccounts, on some file systems without regard to case. */
function checkStackNames(report: Report, file: LandscapeFile, settings: readonly SubaccountWithDefaults[]): void {
  const neo = (file.neoAccounts ?? []).map(({ name }, i) => [name.toLowerCase(), ['neoAccounts', i, 'name']] as const);
  const entries = settings.flatMap((each, index) => {
    const names = [each.name];
    if (needsFoundation(resolveSubaccount(each))) names.push(foundationStackName(each.name));
    return names.map((name) => [name.toLowerCase(), ['subaccounts', index, 'name']] as const);
  });
  const first = file.directories?.length ? [[DIRECTORY_STACK, ['directories']] as const] : [];
  report.unique([...first, ...entries, ...neo], 'name of a subaccount (as it names stack and state)');
}

function checkDirectories(report: Report, directories: readonly DirectoryEntry[]): void {
  const at = (index: number, property: string) => ['directories', index, property];
  report.unique(
    directories.map(({ name }, i) => [name.toLowerCase(), at(i, 'name')]),
    'name of a directory',
  );
  report.unique(
    directories.map(({ id }, i) => [id.toLowerCase(), at(i, 'id')]),
    'directory',
  );
  for (const [index, { id, entitlements }] of directories.entries()) {
    report.add(['directories', index], checkUuid('id', id, 'copy the ID from the directory in the BTP cockpit'));
    checkEntitlements(report, entitlements, at(index, 'entitlements'));
    for (const [i, entitlement] of entitlements.entries()) {
      report.add([...at(index, 'entitlements'), i], checkDistribution(entitlement));
    }
  }
}
