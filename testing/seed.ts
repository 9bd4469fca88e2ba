import { createHash } from 'node:crypto';
import type { Landscape, SubaccountSettings } from '../lib/landscape/landscape';
import { loadLandscape } from '../lib/landscape/load';

import defaultSeed = require('../emulator/seed.default.json');

/** A global account as its administrators left it before any deployment. */
export interface LocalAccount {
  /** Subdomain of the global account, as the provider SAP/btp gets it. */
  readonly globalAccount: string;
  readonly subaccounts: readonly LocalSubaccount[];
}

/** A subaccount with Integration Suite and its capability Cloud Integration. */
export interface LocalSubaccount {
  /** @default - the id */
  readonly name?: string;
  /** UUID of the subaccount. */
  readonly id: string;
  /** @default - made from global account and name */
  readonly subdomain?: string;
  /** `eu10` or `us10`. @default 'eu10' */
  readonly region?: string;
  /** Whether Cloud Foundry is enabled. @default true */
  readonly cloudFoundry?: boolean;
  /** Paths of the iFlows that are deployed: `/http/…` with an HTTPS sender, `/cxf/…` with a SOAP sender. @default - none */
  readonly iflows?: readonly string[];
}

/** The account that a landscape file or a landscape is about: its subaccounts exist, and so do the iFlows of its connectors. */
export function accountOf(landscape: string | Landscape): LocalAccount {
  const { globalAccount, subaccounts } = typeof landscape === 'string' ? loadLandscape(landscape) : landscape;
  return { globalAccount, subaccounts: subaccounts.flatMap((one) => existing(one)) };
}

/** A subaccount that the landscape creates is not there yet. */
function existing({ name, account, cloudFoundry, connectors }: SubaccountSettings): LocalSubaccount[] {
  if ('create' in account) return [];
  const iflows = connectors.map(({ endpoint }) => endpoint);
  const known = 'id' in account ? account : { ...account, id: idFor(name) };
  return [{ ...known, name, cloudFoundry: !cloudFoundry.create, iflows }];
}

/** Where nothing but a name is known; it only has to be the same each time. */
const idFor = (name: string) =>
  `00000000-0000-4000-8000-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;

type Row = Record<string, unknown>;

/** A seed as lists of rows by kind; `globalAccount` alone is no list. */
export type SeedLists = Record<string, Row[]>;

/** The built-in seed, changed: the change gets a copy. */
export function changedSeed(change: (seed: SeedLists) => void): object {
  const seed = structuredClone(defaultSeed) as unknown as SeedLists;
  change(seed);
  return seed;
}

/** The built-in seed with the subaccounts of an account in place of its own. */
export function seedOf({ globalAccount, subaccounts }: LocalAccount): object {
  const seed = structuredClone(defaultSeed) as unknown as Record<string, Row[]> & { globalAccount: Row };
  const rows = subaccounts.map((one) => ({ region: 'eu10', name: one.id, ...one, scope: { subaccount: one.id } }));
  const onCloudFoundry = rows.filter(({ cloudFoundry }) => cloudFoundry !== false);
  Object.assign(seed.globalAccount, { subdomain: globalAccount });
  seed.subaccounts = rows.map(({ id, name, region, subdomain }) => ({
    id,
    name,
    subdomain: subdomain ?? `${globalAccount}-${name}`.toLowerCase(),
    region,
    parent: null,
  }));
  seed.environmentInstances = onCloudFoundry.map(({ name, region, scope }) => ({
    ...CLOUD_FOUNDRY,
    type: 'cloudfoundry',
    landscape: `cf-${region}`,
    name: `${globalAccount}_${name}`,
    scope,
  }));
  seed.assignments = rows.map(({ scope }) => ({ ...CLOUD_FOUNDRY, scope, auto: true }));
  seed.iflows = rows.flatMap(({ iflows = [], scope }) =>
    [...new Set(iflows)].map((path) => ({ ...iflowAt(path), scope })),
  );
  // A subaccount of which the seed says nothing has Integration Suite and Cloud Integration.
  seed.integrationSuite = [];
  seed.subscriptions = [];
  return seed;
}

const CLOUD_FOUNDRY = { service: 'cloudfoundry', plan: 'standard' };

/** `/http/sf/employee-hired` is the address `/sf/employee-hired` of an HTTPS sender. */
export function iflowAt(path: string): { name: string; sender: 'HTTPS' | 'SOAP'; address: string } {
  const [, kind, address = ''] = /^\/(http|cxf)(\/.+)$/.exec(path) ?? [];
  if (!kind) throw new Error(`'${path}' is no path of an iFlow: it begins with /http/ (HTTPS) or /cxf/ (SOAP)`);
  const name = address.slice(1).replace(/[^A-Za-z0-9]+/g, '_');
  return { name: `${name}_${kind}`, sender: kind === 'http' ? 'HTTPS' : 'SOAP', address };
}
