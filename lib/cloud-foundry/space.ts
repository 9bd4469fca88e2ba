import { DataCloudfoundrySpace } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-space';
import { Space as SpaceResource } from '@cdktf/provider-cloudfoundry/lib/space';
import { Construct, DependencyGroup, type IConstruct } from 'constructs';
import type { ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { importInto } from '../terraform/import-block';
import { checkSpaceName, checkUuid } from '../validation/names';
import { refuseProblems } from '../validation/problem';
import { checkMetadata, type MetadataProps, nonEmpty } from './metadata';
import { SpaceMember, type SpaceMemberOptions } from './space-member';

/** A space of a Cloud Foundry org, whoever created it. */
export interface ISpace extends IConstruct {
  /** UUID of the space. */
  readonly spaceId: string;
  readonly spaceName: string;
  /**
   * What service instances in the space wait for, such as giving the developer role. Members get into it by
   * themselves, also after an instance was declared.
   */
  readonly readyForServices: DependencyGroup;
  /** Gives a user roles in the space. */
  addMember(id: string, options: SpaceMemberOptions): SpaceMember;
}

export interface SpaceProps extends MetadataProps {
  readonly environment: ICloudFoundryEnvironment;
  /** Name, unique in the org; 1 to 255 characters without a comma. */
  readonly name: string;
  /**
   * UUID of a space that exists and shall be managed here from now on; may stay afterwards.
   *
   * @default - the space is created
   */
  readonly importId?: string;
}

export interface SpaceReference {
  /** UUID of the space. */
  readonly spaceId: string;
  readonly spaceName: string;
}

const WHERE_TO_FIND_ID = "run 'cf space NAME --guid'";

abstract class SpaceBase extends Construct implements ISpace {
  abstract readonly spaceId: string;
  abstract readonly spaceName: string;
  readonly readyForServices = new DependencyGroup();

  addMember(id: string, options: SpaceMemberOptions): SpaceMember {
    return new SpaceMember(this, id, { ...options, space: this });
  }
}

/** Creates a space in the org of a subaccount. */
export class Space extends SpaceBase {
  /** A space that exists already; it is looked up by its name when Terraform plans. */
  static fromSpaceName(scope: Construct, id: string, environment: ICloudFoundryEnvironment, name: string): ISpace {
    refuseProblems(scope, id, checkSpaceName('name', name));
    return new SpaceByName(scope, id, environment, name);
  }

  /** A space that exists already; nothing is looked up. */
  static fromSpaceId(scope: Construct, id: string, space: SpaceReference): ISpace {
    refuseProblems(scope, id, [
      ...checkUuid('spaceId', space.spaceId, WHERE_TO_FIND_ID),
      ...checkSpaceName('spaceName', space.spaceName),
    ]);
    return new SpaceById(scope, id, space);
  }

  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, props: SpaceProps) {
    super(scope, id);
    refuseProblems(scope, id, [
      ...checkSpaceName('name', props.name),
      ...checkUuid('importId', props.importId, WHERE_TO_FIND_ID),
      ...checkMetadata(props),
    ]);
    const space = new SpaceResource(this, 'Resource', {
      name: props.name,
      org: props.environment.orgId,
      labels: nonEmpty(props.labels),
      annotations: nonEmpty(props.annotations),
    });
    importInto(space, props.importId);
    this.spaceId = space.id;
    this.spaceName = props.name;
  }
}

class SpaceByName extends SpaceBase {
  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, environment: ICloudFoundryEnvironment, name: string) {
    super(scope, id);
    this.spaceId = new DataCloudfoundrySpace(this, 'Resource', { name, org: environment.orgId }).id;
    this.spaceName = name;
  }
}

class SpaceById extends SpaceBase {
  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, { spaceId, spaceName }: SpaceReference) {
    super(scope, id);
    this.spaceId = spaceId;
    this.spaceName = spaceName;
  }
}
