/** The environment variables that point an app, Terraform and `btp-isc` to a local SAP. */
export function environmentFor(
  { btpCliServerUrl, neoUrl }: { readonly btpCliServerUrl: string; readonly neoUrl: string },
  cfHome: string,
) {
  return {
    BTP_CLI_SERVER_URL: btpCliServerUrl,
    // SAP's hosts as paths.
    NEO_OAUTH_URL: `${neoUrl}/{account}`,
    NEO_RUNTIME_URL: `${neoUrl}/{node}`,
    NEO_API_URL: `${neoUrl}/api`,
    // Any user and password will do.
    BTP_USERNAME: 'user@example.com',
    BTP_PASSWORD: 'fake-password',
    CF_USER: 'user@example.com',
    CF_PASSWORD: 'fake-password',
    // A file of that name in the home directory would cause logins elsewhere.
    CF_HOME: cfHome,
  };
}
