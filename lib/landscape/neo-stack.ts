import { TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { IscAuthentication } from '../isc/authentication';
import { NeoAccount } from '../neo/neo-account';
import { NeoIscConnector } from '../neo/neo-isc-connector';
import type { NeoUrls } from '../neo/urls';
import { createBackend } from '../stacks/backend';
import type { NeoAccountSettings } from './neo-settings';
import type { StateSettings } from './state-settings';

export interface NeoStackProps {
  readonly neoAccount: NeoAccountSettings;
  /**
   * Addresses that come before those of the landscape.
   *
   * @default - those of the landscape, else those of the region
   */
  readonly urls?: NeoUrls;
  /**
   * Where the state is kept.
   *
   * @default - in `stateDir`
   */
  readonly state?: StateSettings;
  /**
   * Folder of local states, which only its owner can enter.
   *
   * @default 'state'
   */
  readonly stateDir?: string;
}

/**
 * The connectors of one Neo subaccount, with a state of their own. Nothing is created on SAP, because Terraform has no
 * provider for it: the stack derives the values and hands them over.
 */
export class NeoStack extends TerraformStack {
  private readonly secrets = new Map<string, TerraformVariable>();

  constructor(scope: Construct, id: string, { neoAccount, urls, state, stateDir }: NeoStackProps) {
    super(scope, id);
    createBackend(this, state, stateDir);
    const account = NeoAccount.of({ ...neoAccount, urls: { ...neoAccount.urls, ...urls } });
    for (const connector of neoAccount.connectors) {
      new NeoIscConnector(this, `Connector-${connector.name}`, {
        connectorName: connector.name,
        endpointPath: connector.endpoint,
        authentication: IscAuthentication.of(connector.authentication),
        account,
        clientId: connector.clientId,
        clientSecret: this.secret(connector.clientSecretVariable, connector.clientId),
      });
    }
  }

  /** Connectors with the same client share its variable. */
  private secret(name: string, clientId: string): TerraformVariable {
    const known = this.secrets.get(name);
    if (known) return known;
    const variable = new TerraformVariable(this, name, {
      type: 'string',
      sensitive: true,
      nullable: false,
      description: `Secret of the OAuth client ${clientId}`,
    });
    variable.overrideLogicalId(name);
    this.secrets.set(name, variable);
    return variable;
  }
}
