/** What a cell of the matrix ends with: one runtime, one key, one connector. */
const runtime = (settings = '') => `      - name: isc-runtime
        keys: [{ name: isc-2026-11 }]${settings}
`;

const landscape = (runtimes: string) => `globalAccount: acme
defaults:
  marketplaceWait: 1s
subaccounts:
  - name: hr-dev
    id: 5d1b3a70-0000-4000-8000-0000000000d1
    runtimes:
${runtimes}    connectors:
      - name: Employee Hired
        endpoint: /http/sf/employee-hired
        runtime: isc-runtime
`;

const OLD = `      - name: isc-old
        keys: [{ name: isc-2025-11 }]
`;

export const LANDSCAPES = {
  one: landscape(runtime()),
  /** The same with another lifetime of tokens. */
  changed: landscape(runtime('\n        tokenValidity: 7200')),
  /** With a runtime and a key that are to go. */
  two: landscape(runtime() + OLD),
} as const;

export type LandscapeName = keyof typeof LANDSCAPES;
