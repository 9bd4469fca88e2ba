import { Lazy, TerraformDataSource, type TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { ValidationError } from '../core/problems';

/** What each construct takes that reads something of a provider. */
export interface ProviderOptions {
  /**
   * The provider by which this is read or created, with everything below this construct and everything that is made in
   * it (members and instances of a space, keys of an instance).
   *
   * @default - that of the construct around it, else that of the space, instance or subaccount in which it is, else the
   *   provider of the stack without an alias
   */
  readonly provider?: TerraformProvider;
}

/** What each construct takes that creates something. */
export interface CreationOptions extends ProviderOptions {
  /**
   * What must be there before: constructs, each for all that it creates. What a construct refers to by its other
   * props is waited for anyway.
   *
   * @default - nothing more
   */
  readonly after?: readonly IDependable[];
}

/** What each construct takes whose destruction loses data. */
export interface ProtectionOptions {
  /**
   * Whether Terraform refuses to destroy or replace it: the whole plan fails then, also for everything else in it.
   *
   * This is not a lock of SAP's: in the cockpit it can be deleted as ever. Nor does it hold when the construct is
   * taken out of the code, because the protection goes with it. To destroy, set it to false first and apply.
   *
   * @default false
   */
  readonly preventDestroy?: boolean;
}

type Element = TerraformResource | TerraformDataSource;

const CONTEXT = 'cdktf-btp-isc/provider/';

/**
 * Makes a provider the one of a construct and of all that comes below it; to be called before anything does.
 *
 * @param type of the elements of the construct, e.g. `btp`
 * @param owner in which they are made: its provider is used where neither the construct nor one around it names one
 * @throws ValidationError for a provider of another type
 */
export function useProvider(
  construct: IConstruct,
  type: string,
  given: TerraformProvider | undefined,
  owner?: IConstruct,
): void {
  const provider = given ?? providerOf(construct, type) ?? (owner && providerOf(owner, type));
  if (!provider) return;
  if (provider.terraformResourceType !== type) {
    throw new ValidationError(
      `${construct.node.path}: \`provider\` is of ${provider.terraformResourceType}; allowed: a provider of ${type}; ` +
        `fix: pass the provider of ${type}`,
    );
  }
  // An owner may be in another stack, whose provider is of no use here.
  if (TerraformStack.of(provider) === TerraformStack.of(construct)) construct.node.setContext(CONTEXT + type, provider);
}

const providerOf = (construct: IConstruct, type?: string): TerraformProvider | undefined =>
  construct.node.tryGetContext(CONTEXT + type);

/** Gives an element what all have: the provider that its construct uses, and what it waits for. */
export function setMetaArguments<T extends Element>(element: T, after: readonly IDependable[] = []): T {
  element.provider = providerOf(element, element.terraformGeneratorMetadata?.providerName);
  dependOn(element, ...after);
  return element;
}

/**
 * Makes an element wait for everything that is in, or until synth gets into, the given dependables: a construct stands
 * for all resources and data sources below it, unless it says otherwise (constructs' `Dependable`).
 *
 * @throws ValidationError at synth when something of it is in another stack
 */
export function dependOn(element: Element, ...dependables: readonly IDependable[]): void {
  if (dependables.length === 0) return;
  const before = element.dependsOn ?? [];
  const addresses = () => [...new Set([...before, ...dependables.flatMap((each) => addressesIn(element, each))])];
  element.dependsOn = Lazy.listValue({ produce: addresses }, { omitEmpty: true });
}

/** What has been declared by `construct.node.addDependency`, of which cdktf makes nothing. */
export function dependenciesOf(construct: IConstruct): IDependable {
  const dependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return construct.node.dependencies;
    },
  });
  return dependable;
}

function addressesIn(waiting: Element, dependable: IDependable): string[] {
  return Dependable.of(dependable)
    .dependencyRoots.flatMap((root) => root.node.findAll())
    .filter(isElement)
    .map((element) => addressOf(element, waiting));
}

const isElement = (construct: IConstruct): construct is Element =>
  TerraformResource.isTerraformResource(construct) || TerraformDataSource.isTerraformDataSource(construct);

function addressOf(element: Element, waiting: Element): string {
  const stack = TerraformStack.of(element);
  if (stack === TerraformStack.of(waiting)) {
    const mode = TerraformDataSource.isTerraformDataSource(element) ? 'data.' : '';
    return `${mode}${element.terraformResourceType}.${element.friendlyUniqueId}`;
  }
  throw new ValidationError(
    `${waiting.node.path}: cannot wait for ${element.node.path}, which is in another stack; ` +
      `fix: make the whole stack wait, by stack.addDependency of stack '${stack.node.id}'`,
  );
}
