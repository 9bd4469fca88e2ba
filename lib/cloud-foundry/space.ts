import { DataCloudfoundrySpace } from '@cdktf/provider-cloudfoundry/lib/data-cloudfoundry-space';
import { Space as SpaceResource } from '@cdktf/provider-cloudfoundry/lib/space';
import { SpaceRole } from '@cdktf/provider-cloudfoundry/lib/space-role';
import { Construct, type IConstruct } from 'constructs';
import type { ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { checkMetadata, checkRoles, checkUserName, SPACE_ROLES, type SpaceRoleName } from '../core/cloud-foundry';
import { checkSpaceName, checkUuid } from '../core/names';
import type { Known, Problems } from '../core/problems';
import { importInto } from '../terraform/import-block';
import {
  type CreationOptions,
  type ProtectionOptions,
  type ProviderOptions,
  setMetaArguments,
  useProvider,
} from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';
import { type MetadataProps, nonEmpty } from './metadata';
import type { IOrgMember } from './org-member';

/**
 * A space of a Cloud Foundry org, created here or before.
 *
 * Service instances in it wait for its members, also for those that are declared later, and for whatever else is named by
 * `space.node.addDependency`.
 */
export interface ISpace extends IConstruct {
  /** UUID of the space. */
  readonly spaceId: string;
  /** Exact name in Cloud Foundry and in the state. */
  readonly spaceName: string;
  /** Gives a user roles in the space. */
  addMember(id: string, options: SpaceMemberOptions): SpaceMember;
}

export interface SpaceProps extends MetadataProps, CreationOptions, ProtectionOptions {
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

/** A space that exists already, by its name. */
export interface SpaceLookup extends ProviderOptions {
  readonly environment: ICloudFoundryEnvironment;
  readonly name: string;
}

/** A space that exists already, of which everything is known. */
export interface SpaceAttributes {
  /** UUID of the space. */
  readonly spaceId: string;
  readonly spaceName: string;
}

const WHERE_TO_FIND_ID = "run 'cf space NAME --guid'";

abstract class SpaceBase extends Construct implements ISpace {
  abstract readonly spaceId: string;
  abstract readonly spaceName: string;

  addMember(id: string, options: SpaceMemberOptions): SpaceMember {
    return new SpaceMember(this, id, { ...options, space: this });
  }
}

/** Creates a space in the org of a subaccount. */
export class Space extends SpaceBase {
  /** A space that exists already; it is looked up by its name when Terraform plans. */
  static fromSpaceName(scope: Construct, id: string, lookup: SpaceLookup): ISpace {
    rejectProblems(scope, id, lookup, ({ name }) => checkSpaceName('name', name));
    return new SpaceByName(scope, id, lookup);
  }

  /** A space that exists already; nothing is looked up. */
  static fromSpaceAttributes(scope: Construct, id: string, space: SpaceAttributes): ISpace {
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
    useProvider(this, 'cloudfoundry', props.provider);
    const space = new SpaceResource(this, 'Resource', {
      name: props.name,
      org: props.environment.orgId,
      labels: nonEmpty(props.labels),
      annotations: nonEmpty(props.annotations),
      lifecycle: props.preventDestroy ? { preventDestroy: true } : undefined,
    });
    setMetaArguments(space, props.after);
    importInto(space, props.importId);
    this.spaceId = space.id;
    this.spaceName = props.name;
  }
}

class SpaceByName extends SpaceBase {
  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, { environment, name, provider }: SpaceLookup) {
    super(scope, id);
    useProvider(this, 'cloudfoundry', provider);
    const lookup = new DataCloudfoundrySpace(this, 'Resource', { name, org: environment.orgId });
    this.spaceId = setMetaArguments(lookup).id;
    this.spaceName = name;
  }
}

class SpaceById extends SpaceBase {
  readonly spaceId: string;
  readonly spaceName: string;

  constructor(scope: Construct, id: string, { spaceId, spaceName }: SpaceAttributes) {
    super(scope, id);
    this.spaceId = spaceId;
    this.spaceName = spaceName;
  }
}

export interface SpaceMemberOptions extends CreationOptions {
  /** User name, usually an e-mail address. */
  readonly username: string;
  /**
   * Identity provider that knows the user, e.g. `sap.ids` or the origin key of a custom one.
   *
   * @default - Cloud Foundry looks for the user in all of them, and refuses a name that several know
   */
  readonly origin?: string;
  /**
   * Roles in the space; at least one. A user who creates service instances and keys needs `space_developer`, and does not
   * get it by creating the space.
   */
  readonly roles: readonly SpaceRoleName[];
  /**
   * The same user's membership of the org, when this app gives it: Cloud Foundry gives space roles to members of the
   * org only.
   *
   * @default - the user is a member already
   */
  readonly orgMember?: IOrgMember;
}

export interface SpaceMemberProps extends SpaceMemberOptions {
  readonly space: ISpace;
}

/**
 * Gives a user roles in a space. Service instances in the space wait for it.
 *
 * A user who gives the roles to himself and destroys the stack loses them last, when instances and keys are gone.
 */
export class SpaceMember extends Construct {
  readonly username: string;
  readonly roles: readonly SpaceRoleName[];

  constructor(scope: Construct, id: string, props: SpaceMemberProps) {
    super(scope, id);
    rejectProblems(scope, id, props, (known) => [
      ...checkUserName('username', known.username),
      ...checkSpaceRoles(known.roles),
      ...checkSameUser(known),
    ]);
    this.username = props.username;
    this.roles = props.roles;
    useProvider(this, 'cloudfoundry', props.provider, props.space);
    for (const type of props.roles) this.createRole(type, props);
    props.space.node.addDependency(this);
  }

  private createRole(type: SpaceRoleName, { space, username, origin, orgMember, after = [] }: SpaceMemberProps): void {
    const role = new SpaceRole(this, type, { type, space: space.spaceId, username, origin });
    setMetaArguments(role, orgMember ? [orgMember, ...after] : after);
  }
}

function checkSpaceRoles(roles: Known<SpaceMemberProps>['roles']): Problems {
  if (roles?.length !== 0) return checkRoles('roles', roles, SPACE_ROLES);
  const fix = 'write roles: [space_developer] for a user who creates instances and keys';
  return [{ property: 'roles', wrong: 'is empty', allowed: `at least one of ${SPACE_ROLES.join(', ')}`, fix }];
}

function checkSameUser({ username, orgMember }: Known<SpaceMemberProps>): Problems {
  if (!orgMember || username === null || orgMember.username === username) return [];
  return [
    {
      property: 'orgMember',
      wrong: `is the membership of '${orgMember.username}'`,
      allowed: `the membership of '${username}'`,
      fix: 'pass the OrgMember of the same user',
    },
  ];
}
