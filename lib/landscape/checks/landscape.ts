import { DIRECTORY_STACK, foundationStackName } from '../../core/names';
import { checkDuration } from '../../core/rules';
import type { YamlDocument } from '../document';
import type { LandscapeProblem } from '../landscape-error';
import { needsFoundation } from '../names';
import { resolve, withAccountDefaults } from '../resolve';
import type { LandscapeFile } from '../schema';
import { checkState } from '../state-schema';
import { checkDirectories } from './directories';
import { checkNeoAccounts } from './neo-accounts';
import { Report } from './report';
import { checkSubaccountEntry } from './subaccount';
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
      const { subdomain, region } = withAccountDefaults(entry, defaults) ?? entry;
      return [subdomain && `${subdomain}' in '${region}`, at(i, 'subdomain')];
    }),
    'subaccount',
  );
  checkNeoAccounts(report, file);
  for (const [index, entry] of subaccounts.entries()) {
    checkSubaccountEntry({ report, defaults, entry, at: ['subaccounts', index], certificates });
  }
  return report.problems;
}

/** Stacks and state files are named after subaccounts, on some file systems without regard to case. */
function checkStackNames(report: Report, file: LandscapeFile): void {
  const { subaccounts } = resolve(file);
  const neo = (file.neoAccounts ?? []).map(({ name }, i) => [name.toLowerCase(), ['neoAccounts', i, 'name']] as const);
  const entries = subaccounts.flatMap((subaccount, index) => {
    const names = [subaccount.name];
    if (needsFoundation(subaccount)) names.push(foundationStackName(subaccount.name));
    return names.map((name) => [name.toLowerCase(), ['subaccounts', index, 'name']] as const);
  });
  const first = file.directories?.length ? [[DIRECTORY_STACK, ['directories']] as const] : [];
  report.unique([...first, ...entries, ...neo], 'name of a subaccount (as it names stack and state)');
}
