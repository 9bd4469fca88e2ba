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
