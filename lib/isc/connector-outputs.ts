import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { connectorOutputNames } from '../core/isc';
import type { IscAuthentication } from './authentication';

/** The values of ISC's form; texts may be Terraform tokens. */
export interface ConnectorValues {
  readonly endpointUrl: string;
  readonly authentication: IscAuthentication;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Hands the values of one connector over as outputs, wherever they come from. Only the secret is sensitive. */
export function addConnectorOutputs(scope: Construct, connectorName: string, values: ConnectorValues): void {
  const names = connectorOutputNames(connectorName);
  const add = (name: string, value: string, description: string, sensitive?: true) =>
    new TerraformOutput(scope, name, { value, description, sensitive, staticId: true });
  add(names.endpointUrl, values.endpointUrl, 'ISC: End Point Url');
  add(names.authentication, values.authentication.name, 'ISC: Authentication');
  add(names.tokenEndpoint, values.tokenEndpoint, 'ISC: Token End Point');
  add(names.clientId, values.clientId, 'ISC: Client ID');
  add(names.clientSecret, values.clientSecret, 'ISC: Client Secret', true);
}
