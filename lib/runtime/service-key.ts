import { DataCloudfoundryServiceCredentialBindingDetails } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-service-credential-binding-details';
import { ServiceCredentialBinding } from '@cdktf/provider-cloudfoundry/lib/service-credential-binding';
import { Construct, type IConstruct, Node } from 'constructs';
import { type MetadataProps, nonEmpty } from '../cloud-foundry/metadata';
import { checkMetadata } from '../core/cloud-foundry';
import { checkCertificateGrantTypes, type PlanName } from '../core/it-rt';
import { checkObjectName, checkSpaceName, checkUuid, KEY_SUFFIX_LENGTH, MAX_NAME_LENGTH } from '../core/names';
import type { Problems, Value } from '../core/problems';
import { importInto } from '../terraform/import-block';
import { type CreationOptions, type ProviderOptions, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import { knownValues, rejectProblems } from '../terraform/reject-problems';
import { Credentials } from './credentials';
import { generatedName } from './generated-name';
import { KeyType } from './key-type';

/** A service instance of `it-rt`, as far as its keys need to know it. */
export interface IServiceInstance extends IConstruct {
  /** UUID of the service instance. */
  readonly serviceInstanceId: string;
  /** Technical name of its plan. */
  readonly planName: PlanName;
  /**
   * OAuth grant types of its clients.
   *
   * @default - not known: the instance exists already
   */
  readonly grantTypes?: readonly string[];
}

/** A service key of SAP Process Integration Runtime. */
export interface IServiceKey extends IConstruct {
  /** The instance that the key belongs to. */
  readonly runtime: IServiceInstance;
  /**
   * Exact name in Cloud Foundry and in the state, with the hash in which the name of a key with a certificate ends. A
   * Terraform expression when it depends on values that are known at apply only.
   */
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

export interface ServiceKeyOptions extends MetadataProps, CreationOptions {
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
  readonly runtime: IServiceInstance;
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
  static fromServiceKeyName(scope: Construct, id: string, lookup: ServiceKeyLookup): IServiceKey {
    rejectProblems(scope, id, lookup, ({ name }) => checkSpaceName('name', name));
    return new ServiceKeyByName(scope, id, lookup);
  }

  readonly runtime: IServiceInstance;
  readonly name: string;
  readonly keyType?: KeyType;
  readonly credentials: Credentials;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(scope, id);
    useProvider(this, 'cloudfoundry', props.provider, props.runtime);
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
    setMetaArguments(binding, props.after);
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
export interface ServiceKeyLookup extends ProviderOptions {
  readonly runtime: IServiceInstance;
  /** Exact name of the key. */
  readonly name: string;
}

class ServiceKeyByName extends Construct implements IServiceKey {
  readonly runtime: IServiceInstance;
  readonly name: string;
  readonly credentials: Credentials;

  constructor(scope: Construct, id: string, { runtime, name, provider }: ServiceKeyLookup) {
    super(scope, id);
    useProvider(this, 'cloudfoundry', provider, runtime);
    this.runtime = runtime;
    this.name = name;
    const serviceInstance = runtime.serviceInstanceId;
    const key = new DataCloudfoundryServiceCredentialBindingDetails(this, 'Resource', {
      type: 'key',
      name,
      serviceInstance,
    });
    setMetaArguments(key);
    this.credentials = new Credentials(this, 'Credentials', `${key.fqn}.credential_binding`);
  }
}

interface KeyName {
  readonly name: string;
  /** Ends the name where parameters can change; may be a Terraform expression. */
  readonly suffix: string;
  /** Characters that are left for `name`. */
  readonly longest: number;
}

/** The name of a key, made from its construct id when it has none; one that is imported has its exact name already. */
function nameOfKey(
  key: IConstruct,
  keyType: KeyType,
  props: { readonly name?: string; readonly importId?: string; readonly runtime: IServiceInstance },
): KeyName {
  const suffix = props.importId === undefined ? keyType.nameSuffix(props.runtime.planName) : '';
  const longest = MAX_NAME_LENGTH - (suffix === '' ? 0 : KEY_SUFFIX_LENGTH);
  return { name: props.name ?? generatedName(key, ownerOf(key, props.runtime), longest), suffix, longest };
}

/** Names need to differ within the instance only, so the path below it is enough. */
function ownerOf(key: IConstruct, runtime: IServiceInstance): IConstruct {
  const { scopes, root } = Node.of(key);
  return scopes.includes(runtime) ? runtime : root;
}

interface KeyUnderCheck {
  readonly name: Value<string>;
  /** Characters that are left for `name`. */
  readonly longest: number;
  readonly keyType: KeyType;
  readonly runtime: IServiceInstance;
  /** As it was given, before a name was made from the construct's id. */
  readonly givenName?: string;
  readonly importId?: Value<string>;
}

/** Everything that the broker, or Cloud Foundry before it, would refuse of a key. */
function checkServiceKey({ name, longest, givenName, keyType, runtime, importId }: KeyUnderCheck): Problems {
  const { grantTypes } = knownValues({ grantTypes: runtime.grantTypes });
  return [
    ...checkObjectName('name', name, { exists: importId !== undefined, longest }),
    ...checkNameOfImport(givenName, importId),
    ...keyType._check(runtime.planName).map((problem) => ({ ...problem, property: `keyType.${problem.property}` })),
    ...(keyType.isCertificate ? checkCertificateGrantTypes('keyType', keyType.name, grantTypes) : []),
    ...checkUuid('importId', importId, "run 'cf service-key INSTANCE KEY --guid'"),
  ];
}

/** A name that is made up would not be that of the key, and another name replaces it. */
function checkNameOfImport(givenName: string | undefined, importId: Value<string>): Problems {
  if (importId === undefined || givenName !== undefined) return [];
  const fix = "write the name that 'cf service-keys INSTANCE' shows";
  return [{ property: 'name', wrong: 'is missing', allowed: 'the exact name of the key to import', fix }];
}
