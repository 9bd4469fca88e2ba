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
