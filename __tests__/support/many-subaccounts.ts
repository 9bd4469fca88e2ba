import { parseLandscape } from '../../lib/landscape/load';
import { seedFor } from './seed-for';

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
  return { landscape, landscapes: texts.map((text) => head + text), seed: seedFor(parseLandscape(landscape)) };
}
