import { AUTHENTICATIONS } from '../../core/isc';
import { checkStackName } from '../../core/names';
import { checkOneOf } from '../../core/rules';
import type { LandscapeFile } from '../schema';
import { checkNeoAccountEntry } from './neo-account';
import type { Report } from './report';

export function checkNeoAccounts(report: Report, { neoAccounts = [], defaults }: LandscapeFile): void {
  report.unique(
    neoAccounts.map(({ account }, i) => [account, ['neoAccounts', i, 'account']]),
    'Neo subaccount',
  );
  for (const [index, entry] of neoAccounts.entries()) {
    report.add(['neoAccounts', index], [...checkStackName('name', entry.name), ...checkNeoAccountEntry(entry)]);
  }
  const authentication = neoAccounts.length > 0 ? defaults?.connector?.authentication : undefined;
  for (const problem of checkOneOf('authentication', authentication, AUTHENTICATIONS)) {
    report.addOnce(['defaults', 'connector'], problem);
  }
}
