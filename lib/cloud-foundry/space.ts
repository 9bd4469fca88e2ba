import { DataCloudfoundrySpace } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-space';
import { Space as SpaceResource } from '@cdktf/provider-cloudfoundry/lib/space';
import { SpaceRole } from '@cdktf/provider-cloudfoundry/lib/space-role';
import type { ITerraformDependable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { checkSpaceName } from '../validation/names';
import { refuseProblems } from '../validation/problem';

/** A space of a Cloud Foundry org, whoever created it. */
export interface ISpace extends IConstruct {
  /** UUID of the space. */
  readonly spaceId: string;
  readonly spaceName: string;
  /** What must be done before service instances can be created in the space, such as giving the developer role. */
  readonly readyForServices: readonly ITerraformDependable[];
}

export interface SpaceProps {
  readonly environment: ICloudFoundryEnvironment;
  /** Name, unique in the org; 1 to 255 characters without a comma. */
  readonly name: string;
  /**
   * User names (usually e-mail addresses) that get the role Space Developer. Whoever creates service instances and
   * keys needs it, and does not get it by creating the space. The users must be members of the org.
   *
   * @default - nobody
   */
  readonly developers?: readonly string[];
  /**
   * Identity provider of the developers, e.g. `sap.ids`.
   *
   * @default - Cloud Foundry looks for the user in all of them
   */
  readonly origin?: string;
}

/** Creates a space in the org of a subaccount. */
export class Space extends Construct implements ISpace {
  /** A space that exists already; it is looked up by its name when Terraform plans. */
  static fromSpaceName(scope: Construct, id: string, environment: ICloudFoundryEnvironment, name: string): ISpace {
    refuseProblems(scope, id, checkSpaceName('name', name));
    return new SpaceByName(scope, id, environment, name);
  }

  readonly spaceId: string;
  readonly spaceName: string;
  readonly readyForServices: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: SpaceProps) {
    super(scope, id);
    refuseProblems(scope, id, checkSpaceName('name', props.name));
    const space = new SpaceResource(this, 'Resource', { name: props.name, org: props.environment.orgId });
    this.spaceId = space.id;
    this.spaceName = props.name;
    const roles = new Construct(this, 'Developers');
    this.readyForServices = (props.developers ?? []).map(
      (username) =>
        new SpaceRole(roles, username, { type: 'space_developer', space: space.id, username, origin: props.origin }),
    );
  }
}

class SpaceByName extends Construct implements ISpace {
  readonly spaceId: string;
  readonly spaceName: string;
  readonly readyForServices: readonly ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, environment: ICloudFoundryEnvironment, name: string) {
    super(scope, id);
    this.spaceId = new DataCloudfoundrySpace(this, 'Resource', { name, org: environment.orgId }).id;
    this.spaceName = name;
  }
}
