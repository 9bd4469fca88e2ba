import { ServiceCredentialBinding } from '@cdktf/provider-cloudfoundry/lib/service-credential-binding';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkServiceName } from '../validation/names';
import { refuseProblems } from '../validation/problem';
import { Credentials } from './credentials';
import type { IProcessIntegrationRuntime } from './process-integration-runtime';

/** A service key of SAP Process Integration Runtime. */
export interface IServiceKey extends IConstruct {
  /** The values in it; each is a Terraform expression, never a literal. */
  readonly credentials: Credentials;
}

export interface ServiceKeyOptions {
  /**
   * Name of the key, unique in the instance; 1 to 32 characters: letters, digits, `.`, `_`, `-`. A key of another name
   * is another key with another secret.
   */
  readonly name: string;
}

export interface ServiceKeyProps extends ServiceKeyOptions {
  readonly runtime: IProcessIntegrationRuntime;
}

/**
 * Creates a service key with client id and client secret, the only kind that ISC's form takes.
 *
 * The secret is in the Terraform state, because the provider has no other way to hand it over: protect the state.
 */
export class ServiceKey extends Construct implements IServiceKey {
  readonly name: string;
  readonly credentials: Credentials;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(scope, id);
    refuseProblems(scope, id, checkServiceName('name', props.name));
    this.name = props.name;
    const binding = new ServiceCredentialBinding(this, 'Resource', {
      type: 'key',
      name: props.name,
      serviceInstance: props.runtime.serviceInstanceId,
      parameters: Fn.jsonencode({ 'key-type': 'client_id_secret' }),
    });
    this.credentials = new Credentials(this, 'Credentials', `${binding.fqn}.credential_binding`);
  }
}
