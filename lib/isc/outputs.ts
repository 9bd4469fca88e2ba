/**
 * Names of the Terraform outputs: the contract between a deployed stack and whoever reads its values. Snake_case,
 * derived from names that people chose and never from a construct's path, so that they stay when code moves.
 */

/** What a connector hands over, by field. */
export interface ConnectorOutputNames {
  readonly endpointUrl: string;
  readonly authentication: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export function connectorOutputNames(connectorName: string): ConnectorOutputNames {
  const prefix = snakeCase(connectorName);
  return {
    endpointUrl: `${prefix}_endpoint_url`,
    authentication: `${prefix}_authentication`,
    tokenEndpoint: `${prefix}_token_endpoint`,
    clientId: `${prefix}_client_id`,
    clientSecret: `${prefix}_client_secret`,
  };
}

/** The whole service key as JSON text, for tools that take one (piper, CI/CD). */
export function serviceKeyOutputName(runtimeName: string, keyName: string): string {
  return `${snakeCase(`${runtimeName} ${keyName}`)}_service_key_json`;
}

/** `Employee Terminated (EU)` becomes `employee_terminated_eu`. A name that begins with a digit gets an underscore. */
export function snakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^\d/.test(words) ? `_${words}` : words;
}
