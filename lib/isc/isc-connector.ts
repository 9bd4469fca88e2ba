import { Annotations, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { harmless, oneLine } from '../core/harmless';
import { checkConnectorName, checkEndpointPath, checkKeyForIsc, connectorOutputNames } from '../core/isc';
import type { IServiceKey } from '../runtime/service-key';
import { rejectProblems } from '../terraform/reject-problems';
import { IscAuthentication } from './authentication';

export interface IscConnectorProps {
  /** Name of the Connector, as it will stand in ISC. It also begins the names of the outputs. */
  readonly connectorName: string;
  /** The credentials that ISC gets: a key, or generations of keys, with a client secret and of plan `integration-flow`. */
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
    const { keyType, runtime } = props.serviceKey;
    rejectProblems(scope, id, props, ({ connectorName, endpointPath }) => [
      ...checkConnectorName('connectorName', connectorName),
      ...checkEndpointPath('endpointPath', endpointPath),
      ...checkKeyForIsc('serviceKey', {
        planName: runtime.planName,
        certificateType: keyType?.isCertificate ? keyType.name : undefined,
      }),
    ]);
    const { credentials } = props.serviceKey;
    this.connectorName = props.connectorName;
    this.authentication = props.authentication ?? IscAuthentication.oauth2ClientCredentials();
    this.endpointUrl = credentials.endpointUrl(props.endpointPath);
    if (this.authentication.name === 'Basic') adviseAgainstBasic(this);

    addConnectorOutputs(this, props.connectorName, {
      endpointUrl: this.endpointUrl,
      authentication: this.authentication,
      tokenEndpoint: credentials.tokenUrl,
      clientId: credentials.clientId,
      clientSecret: credentials.clientSecret,
    });
  }
}

/** An information and no warning: it works, SAP merely advises against it in production. */
function adviseAgainstBasic(connector: IscConnector): void {
  Annotations.of(connector).addInfo(
    `Connector '${harmless(oneLine(connector.connectorName))}' authenticates by Basic, which SAP advises against in production; ` +
      'IscAuthentication.oauth2ClientCredentials() works with the same key',
  );
}

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
