import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { parseLandscape } from '../../lib/landscape/load';
import { changedSeed, type SeedLists } from '../../testing';
import { accountOf, seedOf } from '../../testing/seed';
import { projectRoot } from '../../toolchain/paths';

/** A landscape with one of everything that is required, and nothing else. */
export const MINIMAL = `globalAccount: acme
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
      - name: isc-runtime
        keys:
          - name: isc-2026-11
    connectors:
      - name: Employee Hired
        endpoint: /http/sf/employee-hired
`;

/** The same for a local SAP: its marketplace needs no time. */
export const QUICK = MINIMAL.replace('subaccounts:', 'defaults: { marketplaceWait: 1s }\nsubaccounts:');

/** A landscape with one Neo subaccount, that of the emulator's seed, and nothing else. */
export const NEO = `neoAccounts:
  - name: hr-neo
    account: acmehr1
    region: neo-eu1
    subscription: a1234iflmap
    connectors:
      - name: Employee Terminated
        endpoint: /cxf/sf/employee-terminated
        clientId: 4a5f0b1e-isc-client
        clientSecret: \${env:TF_VAR_isc_client_secret}
`;

export const exampleFile = (example: string, file = 'landscape.yaml') => join(projectRoot, 'examples', example, file);

/** The landscape of an example for the local SAP: its marketplace needs no time. */
export function hurried(example: string, marketplaceWait = '1s'): string {
  const document = parseDocument(readFileSync(exampleFile(example), 'utf8'), { merge: true });
  document.setIn(['defaults', 'marketplaceWait'], marketplaceWait);
  return document.toString();
}

const head = `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
`;

const subaccount = (index: number) => `  - name: hr-${index}
    id: 5d1b3a70-0000-4000-8000-${String(index).padStart(12, '0')}
    runtimes: [{ name: isc-runtime, keys: [{ name: isc-2026-11 }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;

/** Any number of subaccounts with one connector each: in one landscape, each in its own, and what is there before. */
export function subaccounts(count: number): { landscape: string; landscapes: readonly string[]; seed: object } {
  const texts = Array.from({ length: count }, (_, index) => subaccount(index));
  const landscape = head + texts.join('');
  return {
    landscape,
    landscapes: texts.map((text) => head + text),
    seed: seedOf(accountOf(parseLandscape(landscape))),
  };
}

/** The built-in seed, changed, with quota for more subscriptions to Integration Suite than there are. */
export function seedWithSuites(change: (seed: SeedLists) => void = () => {}): object {
  return changedSeed((seed) => {
    const suite = seed.services?.find(({ name }) => name === 'integrationsuite') as { plans: { amount: number }[] };
    for (const plan of suite.plans) plan.amount = 10;
    change(seed);
  });
}
