import { DataCloudfoundryServiceCredentialBindingDetails } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-service-credential-binding-details';
import { ServiceCredentialBinding } from '@cdktf/provider-cloudfoundry/lib/service-credential-binding';
import { Construct, type IConstruct } from 'constructs';
import { type MetadataProps, nonEmpty } from '../cloud-foundry/metadata';
import { checkMetadata } from '../core/cloud-foundry';
import { checkSpaceName } from '../core/names';
import { importInto } from '../terraform/import-block';
import { rejectProblems } from '../terraform/reject-problems';
import { Credentials } from './credentials';
import { checkServiceKey } from './key-checks';
import { nameOfKey } from './key-name';
import { KeyType } from './key-type';
import type { IProcessIntegrationRuntime } from './process-integration-runtime';

/** A service key of SAP Process Integration Runtime. */
export interface IServiceKey extends IConstruct {
  /** The instance that the key belongs to. */
  readonly runtime: IProcessIntegrationRuntime;
  /** Name in Cloud Foundry. A Terraform expression when it depends on values that are known at apply only. */
  readonly name: string;
  /**
   * What the key consists of.
   *
   * @default - not known: the key exists already
   */
  readonly keyType?: KeyType;
  /** The values in it; each is a Terraform expression, never a literal. */
  readonly credentials: Credentials;
}

export interface ServiceKeyOptions extends MetadataProps {
  /**
   * Name of the key, unique in the instance; 1 to 32 characters: letters, digits, `.`, `_`, `-`. A key of another name
   * is another key with another secret. With a certificate, 9 of the 32 characters are taken by a suffix.
   *
   * @default - made from the id of the construct
   */
  readonly name?: string;
  /**
   * Client secret or certificate.
   *
   * @default KeyType.clientSecret()
   */
  readonly keyType?: KeyType;
  /**
   * UUID of a key that exists and shall be managed here from now on, without making a new one. The parameters it was
   * made with cannot be read back and are taken for granted: `keyType` must say what it is, and `name`, which is required
   * then, its exact name. Leave it in place as long as the key lives; without it the next plan replaces the key.
   *
   * @default - the key is created
   */
  readonly importId?: string;
}

export interface ServiceKeyProps extends ServiceKeyOptions {
  readonly runtime: IProcessIntegrationRuntime;
}

/**
 * Creates a service key. Its secret or private key is in the Terraform state, because the provider has no other way to
 * hand it over: protect the state.
 *
 * **A changed key is a new key**: Cloud Foundry cannot change one, and names are unique in an instance. A key with a
 * certificate therefore ends its name in a hash of its parameters and is created before the old one is destroyed. The
 * price is Terraform's: `create_before_destroy` holds for everything that the key depends on, the instance above all. An
 * instance that must be replaced in its space, such as one whose creation failed, is then refused because its name is
 * taken; remove it first (`terraform destroy -target`). Keys with a client secret have nothing to change and do without;
 * renew them by `ServiceKeyGenerations`. Turning a certificate key into one with a client secret destroys first.
 */
export class ServiceKey extends Construct implements IServiceKey {
  /**
   * A key that exists already; it is read when Terraform plans. Every plan shows the warning "Unable to fetch
   * Parameters", because the broker of `it-rt` does not hand them out; it does no harm.
   */
  static fromServiceKeyName(scope: Construct, id: string, reference: ServiceKeyReference): IServiceKey {
    rejectProblems(scope, id, reference, ({ name }) => checkSpaceName('name', name));
    return new ServiceKeyByName(scope, id, reference);
  }

  readonly runtime: IProcessIntegrationRuntime;
  readonly name: string;
  readonly keyType?: KeyType;
  readonly credentials: Credentials;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(scope, id);
    const { runtime, importId, keyType = KeyType.clientSecret() } = props;
    this.runtime = runtime;
    this.keyType = keyType;
    const keyName = nameOfKey(this, keyType, props);
    rejectProblems(scope, id, { ...props, name: keyName.name }, (known) => [
      ...checkServiceKey({ ...known, keyType, givenName: props.name, longest: keyName.longest }),
      ...checkMetadata(known),
    ]);
    this.name = `${keyName.name}${keyName.suffix}`;
    const binding = this.createBinding(keyType, props);
    importInto(binding, importId);
    this.credentials = new Credentials(this, 'Credentials', `${binding.fqn}.credential_binding`);
  }

  private createBinding(
    keyType: KeyType,
    { importId, labels, annotations }: ServiceKeyProps,
  ): ServiceCredentialBinding {
    const { runtime } = this;
    return new ServiceCredentialBinding(this, 'Resource', {
      type: 'key',
      name: this.name,
      serviceInstance: runtime.serviceInstanceId,
      // What an imported key was made with cannot be read, and a difference would replace it.
      parameters: importId === undefined ? keyType.parametersJson(runtime.planName) : undefined,
      labels: nonEmpty(labels),
      annotations: nonEmpty(annotations),
      lifecycle: keyType.isCertificate && importId === undefined ? { createBeforeDestroy: true } : undefined,
    });
  }
}

/** A key that exists already. */
export interface ServiceKeyReference {
  readonly runtime: IProcessIntegrationRuntime;
  /** Exact name of the key. */
  readonly name: string;
}

class ServiceKeyByName extends Construct implements IServiceKey {
  readonly runtime: IProcessIntegrationRuntime;
  readonly name: string;
  readonly credentials: Credentials;

  constructor(scope: Construct, id: string, { runtime, name }: ServiceKeyReference) {
    super(scope, id);
    this.runtime = runtime;
    this.name = name;
    const serviceInstance = runtime.serviceInstanceId;
    const key = new DataCloudfoundryServiceCredentialBindingDetails(this, 'Resource', {
      type: 'key',
      name,
      serviceInstance,
    });
    this.credentials = new Credentials(this, 'Credentials', `${key.fqn}.credential_binding`);
  }
}
