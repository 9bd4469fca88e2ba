import { Lazy, TerraformDataSource, TerraformResource, TerraformStack } from 'cdktf';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { ValidationError } from '../core/problems';

/**
 * Makes a resource wait for everything that is in, or until synth gets into, the given dependables: a construct stands
 * for all resources and data sources below it. (cdktf ignores `node.addDependency`.)
 *
 * @throws ValidationError at synth when something of it is in another stack
 */
export function dependOn(resource: TerraformResource, ...dependables: readonly IDependable[]): void {
  const before = resource.dependsOn ?? [];
  const addresses = () => [...new Set([...before, ...dependables.flatMap((each) => addressesIn(resource, each))])];
  resource.dependsOn = Lazy.listValue({ produce: addresses }, { omitEmpty: true });
}

function addressesIn(resource: TerraformResource, dependable: IDependable): string[] {
  return Dependable.of(dependable)
    .dependencyRoots.flatMap((root) => root.node.findAll())
    .filter(isAddressable)
    .map((element) => addressOf(element, resource));
}

type Addressable = TerraformResource | TerraformDataSource;

const isAddressable = (construct: IConstruct): construct is Addressable & IConstruct =>
  TerraformResource.isTerraformResource(construct) || TerraformDataSource.isTerraformDataSource(construct);

function addressOf(element: Addressable, resource: TerraformResource): string {
  const stack = TerraformStack.of(element);
  if (stack === TerraformStack.of(resource)) {
    const mode = TerraformDataSource.isTerraformDataSource(element) ? 'data.' : '';
    return `${mode}${element.terraformResourceType}.${element.friendlyUniqueId}`;
  }
  throw new ValidationError(
    `${resource.node.path}: cannot wait for ${element.node.path}, which is in another stack; ` +
      `fix: make the whole stack wait, by stack.addDependency of stack '${stack.node.id}'`,
  );
}
