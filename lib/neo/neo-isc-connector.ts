import { Annotations, TerraformStack, type TerraformVariable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkConnectorName, checkEndpointPath } from '../core/isc';
import type { Problems } from '../core/problems';
import { IscAuthentication } from '../isc/authentication';
import { addConnectorOutputs } from '../isc/isc-connector';
import { rejectProblems } from '../terraform/reject-problems';
import { checkNeoClientId } from './checks';
import { NEO_NOTICE } from './end-of-maintenance';
import type { NeoAccount } from './neo-account';

export interface NeoIscConnectorProps {
  /** Name of the Connector, as it will stand in ISC. It also begins the names of the outputs. */
  readonly connectorName: string;
  /** The subaccount whose Cloud Integration is called. */
  readonly account: NeoAccount;
  /** Path of the deployed iFlow: `/http/…` for an HTTPS sender, `/cxf/…` for a SOAP sender. */
  readonly endpointPath: string;
  /** ID of the OAuth client, registered by hand: SAP has no API for it. With Basic the name of a user. */
  readonly clientId: string;
  /**
   * Its secret, as a sensitive variable without default, so that Terraform takes it from the environment
   * (`TF_VAR_<name>`) and it stands in no file and in nothing that is synthesized.
   */
  readonly clientSecret: TerraformVariable;
  /**
   * How ISC authenticates itself.
   *
   * @default IscAuthentication.oauth2ClientCredentials()
   */
  readonly authentication?: IscAuthentication;
}

/**
 * What a SuccessFactors administrator types into ISC's form "New Event Connector" for an iFlow on Neo.
 *
 * The outputs are those of an IscConnector, so that whatever reads the one reads the other.
 */
export class NeoIscConnector extends Construct {
  readonly connectorName: string;
  /** Field End Point Url. */
  readonly endpointUrl: string;
  readonly authentication: IscAuthentication;

  constructor(scope: Construct, id: string, props: NeoIscConnectorProps) {
    super(scope, id);
    rejectProblems(scope, id, props, () => [
      ...checkConnectorName('connectorName', props.connectorName),
      ...checkEndpointPath('endpointPath', props.endpointPath),
      ...checkNeoClientId('clientId', props.clientId),
      ...checkSecretVariable('clientSecret', props.clientSecret),
    ]);
    this.connectorName = props.connectorName;
    this.endpointUrl = props.account.endpointUrl(props.endpointPath);
    this.authentication = props.authentication ?? IscAuthentication.oauth2ClientCredentials();
    addConnectorOutputs(this, props.connectorName, {
      endpointUrl: this.endpointUrl,
      authentication: this.authentication,
      tokenEndpoint: props.account.tokenEndpoint,
      clientId: props.clientId,
      clientSecret: props.clientSecret.stringValue,
    });
    noticeOnce(this);
  }
}

function checkSecretVariable(property: string, { sensitive, default: given }: TerraformVariable): Problems {
  const allowed = 'a Terraform variable that is sensitive and has no default';
  if (given !== undefined)
    return [{ property, wrong: 'has a default', allowed, fix: 'remove the default; set TF_VAR_<name> instead' }];
  if (sensitive !== true || Token.isUnresolved(sensitive))
    return [{ property, wrong: 'is not sensitive', allowed, fix: 'give the variable sensitive: true' }];
  return [];
}

const NOTICED = Symbol.for('cdktf-btp-isc.NeoNotice');

/** Once per stack, however many connectors it has. */
function noticeOnce(scope: Construct): void {
  const stack = TerraformStack.of(scope) as TerraformStack & { [NOTICED]?: true };
  if (stack[NOTICED]) return;
  stack[NOTICED] = true;
  Annotations.of(stack).addWarning(NEO_NOTICE);
}
