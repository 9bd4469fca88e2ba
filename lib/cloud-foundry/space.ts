import { DataCloudfoundrySpace } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-space';
import { Space as SpaceResource } from '@cdktf/provider-cloudfoundry/lib/space';
import { Construct, DependencyGroup, type IConstruct } from 'constructs';
import type { ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { checkMetadata } from '../core/cloud-foundry';
import { checkSpaceName, checkUuid } from '../core/names';
import { importInto } from '../terraform/import-block';
import { rejectProblems } from '../terraform/reject-problems';
import { type MetadataProps, nonEmpty } from './metadata';
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
    rejectProblems(scope, id, { name }, (known) => checkSpaceName('name', known.name));
    return new SpaceByName(scope, id, environment, name);
  }

  /** A space that exists already; nothing is looked up. */
  static fromSpaceId(scope: Construct, id: string, space: SpaceReference): ISpace {
    rejectProblems(scope, id, space, ({ spaceId, spaceName }) => [
      ...checkUuid('spaceId', spaceId, WHERE_TO_FIND_ID),
      ...checkSpaceName('spaceName', spaceName),
    ]);
    return new SpaceById(scope, id, space);
  }

  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, props: SpaceProps) {
    super(scope, id);
    rejectProblems(scope, id, props, (known) => [
      ...checkSpaceName('name', known.name),
      ...checkUuid('importId', known.importId, WHERE_TO_FIND_ID),
      ...checkMetadata(known),
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
