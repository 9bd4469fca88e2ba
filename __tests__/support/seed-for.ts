import type { Landscape } from '../../lib/landscape/landscape';
import { TestSap } from './local-sap';

/** A seed with the subaccounts of a landscape and an org in each, as their administrators left them before any deployment. */
export function seedFor({ subaccounts }: Landscape): object {
  const rows = subaccounts.map(({ name, account }) => {
    if (!('id' in account)) throw new Error(`${name} has no id`);
    return { name, id: account.id, scope: { subaccount: account.id } };
  });
  return TestSap.seed((seed) => {
    seed.subaccounts = rows.map(({ name, id }) => ({
      id,
      name,
      subdomain: `acme-${name}`,
      region: 'eu10',
      parent: null,
    }));
    const environment = { type: 'cloudfoundry', service: 'cloudfoundry', plan: 'standard', landscape: 'cf-eu10' };
    seed.environmentInstances = rows.map(({ name, scope }) => ({ ...environment, name: `acme_${name}`, scope }));
    seed.assignments = rows.map(({ scope }) => ({ service: 'cloudfoundry', plan: 'standard', scope, auto: true }));
    for (const list of ['integrationSuite', 'iflows', 'subscriptions']) seed[list] = [];
  });
}
