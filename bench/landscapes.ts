/** A landscape with any number of subaccounts, each with a runtime, a key and a connector. */
export function landscapeText(count: number): string {
  return `globalAccount: acme
defaults: { marketplaceWait: 1s }
subaccounts:
${Array.from({ length: count }, (_, index) => subaccountText(index)).join('')}`;
}

export const subaccountId = (index: number) => `5d1b3a70-0000-4000-8000-${String(index).padStart(12, '0')}`;

const subaccountText = (index: number) => `  - name: hr-${index}
    id: ${subaccountId(index)}
    runtimes: [{ name: isc-runtime, keys: [{ name: isc-2026-11 }] }]
    connectors: [{ name: Employee Hired, endpoint: /http/sf/employee-hired }]
`;
