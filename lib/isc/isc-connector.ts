import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import type { IServiceKey } from '../runtime/service-key';
import { refuseProblems } from '../validation/problem';
import { IscAuthentication } from './authentication';
import { checkConnectorName, checkEndpointPath } from './checks';
import { connectorOutputNames } from './outputs';

export interface IscConnectorProps {
  /** Name of the Connector, as it will stand in ISC. It also begins the names of the outputs. */
  readonly connectorName: string;
  /** The credentials that ISC gets; a key of plan `integration-flow`. */
  readonly serviceKey: IServiceKey;
  /** Path of the deployed iFlow: `/http/…` for an HTTPS sender, `/cxf/…` for a SOAP sender. */
  readonly endpointPath: string;
  /**
   * How ISC authenticates itself.
   *
   * @default IscAuthentication.oauth2ClientCredentials()
   */
  readonly authentication?: IscAuthentication;
}

/**
 * What a SuccessFactors administrator types into ISC's form "New Event Connector", as Terraform outputs.
 *
 * The outputs are named after the connector: `<connector>_endpoint_url`, `…_authentication`, `…_token_endpoint`,
 * `…_client_id` and `…_client_secret`. Only the secret is sensitive.
 */
export class IscConnector extends Construct {
  readonly connectorName: string;
  /** Field End Point Url. */
  readonly endpointUrl: string;
  readonly authentication: IscAuthentication;

  constructor(scope: Construct, id: string, props: IscConnectorProps) {
    super(scope, id);
    refuseProblems(scope, id, [
      ...checkConnectorName('connectorName', props.connectorName),
      ...checkEndpointPath('endpointPath', props.endpointPath),
    ]);
    const { credentials } = props.serviceKey;
    this.connectorName = props.connectorName;
    this.authentication = props.authentication ?? IscAuthentication.oauth2ClientCredentials();
    this.endpointUrl = credentials.endpointUrl(props.endpointPath);

    const names = connectorOutputNames(props.connectorName);
    this.output(names.endpointUrl, this.endpointUrl, 'ISC: End Point Url');
    this.output(names.authentication, this.authentication.name, 'ISC: Authentication');
    this.output(names.tokenEndpoint, credentials.tokenUrl, 'ISC: Token End Point');
    this.output(names.clientId, credentials.clientId, 'ISC: Client ID');
    this.output(names.clientSecret, credentials.clientSecret, 'ISC: Client Secret', true);
  }

  private output(name: string, value: string, description: string, sensitive?: true): void {
    new TerraformOutput(this, name, { value, description, sensitive, staticId: true });
  }
}
