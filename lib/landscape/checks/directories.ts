import { checkDistribution, checkEntitlement } from '../../core/btp';
import { checkUuid } from '../../core/names';
import type { DirectoryEntry } from '../schema';
import { type Report, renamed } from './report';

export function checkDirectories(report: Report, directories: readonly DirectoryEntry[]): void {
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
