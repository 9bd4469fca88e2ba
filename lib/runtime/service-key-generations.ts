import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import type { MetadataProps } from '../cloud-foundry/metadata';
import { checkGenerations } from '../core/it-rt';
import { generationKeyName } from '../core/names';
import { closest, type Problems, ValidationError } from '../core/problems';
import { type CreationOptions, useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import type { Credentials } from './credentials';
import type { KeyType } from './key-type';
import { type IServiceInstance, type IServiceKey, ServiceKey } from './service-key';

export interface ServiceKeyGenerationsOptions extends MetadataProps, CreationOptions {
  /** Begins the name of every generation: `<name>-<generation>`, together at most 32 characters. */
  readonly name: string;
  /** Ends the names, e.g. a month `2026-11`. One key each; the order says nothing. */
  readonly generations: readonly string[];
  /** The generation whose credentials are handed over. */
  readonly current: string;
  /**
   * Client secret or issued certificate.
   *
   * @default KeyType.clientSecret()
   */
  readonly keyType?: KeyType;
}

export interface ServiceKeyGenerationsProps extends ServiceKeyGenerationsOptions {
  readonly runtime: IServiceInstance;
}

/** Two are enough for an overlap. */
const USUAL_NUMBER = 2;

/**
 * A service key that is replaced without an interruption: the new generation is created beside the old one, which goes
 * in a later apply, when whoever uses the key has been switched and that has been proven (design decision D11).
 *
 * Adding or removing a generation touches no other. The outputs of connectors follow `current`. External certificates are
 * refused: they need a `ServiceKey` each.
 */
export class ServiceKeyGenerations extends Construct implements IServiceKey {
  readonly runtime: IServiceInstance;
  readonly name: string;
  readonly keyType?: KeyType;
  /** Those of the current generation. */
  readonly credentials: Credentials;
  /** In the order of the props. */
  readonly generations: readonly string[];
  readonly current: string;
  private readonly keys: ReadonlyMap<string, ServiceKey>;

  constructor(scope: Construct, id: string, props: ServiceKeyGenerationsProps) {
    super(scope, id);
    rejectProblems(scope, id, props, (known) => [...checkGenerations(known), ...checkRepeatable(props.keyType)]);
    useProvider(this, 'cloudfoundry', props.provider, props.runtime);
    const { name, generations, current, ...options } = props;
    this.runtime = props.runtime;
    this.generations = generations;
    this.current = current;
    this.keys = new Map(
      generations.map((generation) => [
        generation,
        new ServiceKey(this, generation, { ...options, name: generationKeyName(name, generation) }),
      ]),
    );
    const key = this.generation(current);
    this.name = key.name;
    this.keyType = key.keyType;
    this.credentials = key.credentials;
    if (generations.length > USUAL_NUMBER) {
      const old = generations.filter((generation) => generation !== current).join(', ');
      Annotations.of(this).addWarning(
        `${generations.length} generations of key '${name}' are valid at once; retire those that nobody uses: ${old}`,
      );
    }
  }

  /** @throws ValidationError for a generation that is not there */
  generation(generation: string): ServiceKey {
    const key = this.keys.get(generation);
    if (key) return key;
    const meant = closest(generation, this.generations);
    throw new ValidationError(
      `${this.node.path}: there is no generation '${generation}'; there are: ${this.generations.join(', ')}` +
        (meant ? `; did you mean '${meant}'?` : ''),
    );
  }
}

/** SAP takes an external certificate once in a tenant, and all generations would have the same. */
function checkRepeatable(keyType: KeyType | undefined): Problems {
  if (keyType?.name !== 'certificate_external') return [];
  const allowed = 'keys of which SAP makes another each time: a client secret or an issued certificate';
  const fix = 'declare one ServiceKey for each certificate';
  return [{ property: 'keyType', wrong: `is ${keyType.name}`, allowed, fix }];
}
