import { checkDistribution } from '../../core/btp';
import { checkUuid, DIRECTORY_STACK, foundationStackName } from '../../core/names';
import { checkDuration } from '../../core/rules';
import type { YamlDocument } from '../document';
import { needsFoundation } from '../landscape';
import type { LandscapeProblem } from '../landscape-error';
import { applyDefaults, resolveLandscape } from '../resolve';
import type { DirectoryEntry, LandscapeFile } from '../schema';
import { checkState } from '../state-schema';
import { checkNeoAccounts } from './neo';
import { Report } from './report';
import { checkEntitlements, checkSubaccountEntry } from './subaccount';
import { checkTexts } from './texts';

/**
 * Everything about a well-formed landscape that could not be deployed: values, collisions, references.
 *
 * @param certificates contents of the certificate files that keys name
 */
export function checkLandscape(
  file: LandscapeFile,
  document: YamlDocument,
  certificates: ReadonlyMap<string, string>,
): LandscapeProblem[] {
  const report = new Report(document);
  const { defaults = {}, subaccounts } = file;
  checkTexts(report, file);
  report.add(['defaults'], checkDuration('marketplaceWait', defaults.marketplaceWait));
  report.add([], checkState('state', file.state));
  checkDirectories(report, file.directories ?? []);
  checkStackNames(report, file);
  const at = (index: number, property: string) => ['subaccounts', index, property];
  report.unique(
    subaccounts.map((entry, i) => [entry.id?.toLowerCase(), at(i, 'id')]),
    'subaccount',
  );
  report.unique(
    subaccounts.map((entry, i) => {
      const { subdomain, region } = entry.create ? { ...defaults.create, ...entry.create } : entry;
      return [subdomain && `${subdomain}' in '${region}`, at(i, 'subdomain')];
    }),
    'subaccount',
  );
  checkNeoAccounts(report, file);
  for (const [index, entry] of subaccounts.entries()) {
    const settings = applyDefaults(entry, defaults);
    checkSubaccountEntry({ report, entry, settings, at: ['subaccounts', index], certificates });
  }
  return report.problems;
}

/** Stacks and state files are named after subaccounts, on some file systems without regard to case. */
function checkStackNames(report: Report, file: LandscapeFile): void {
  const { subaccounts } = resolveLandscape(file);
  const neo = (file.neoAccounts ?? []).map(({ name }, i) => [name.toLowerCase(), ['neoAccounts', i, 'name']] as const);
  const entries = subaccounts.flatMap((subaccount, index) => {
    const names = [subaccount.name];
    if (needsFoundation(subaccount)) names.push(foundationStackName(subaccount.name));
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
