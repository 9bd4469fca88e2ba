import { SpaceRole } from '@cdktf/provider-cloudfoundry/lib/space-role';
import { Construct } from 'constructs';
import { checkRoles, checkUserName, SPACE_ROLES, type SpaceRoleName } from '../core/cloud-foundry';
import type { Known, Problems } from '../core/problems';
import { dependOn } from '../terraform/depend-on';
import { rejectProblems } from '../terraform/reject-problems';
import type { IOrgMember } from './org-member';
import type { ISpace } from './space';

export interface SpaceMemberOptions {
  /** User name, usually an e-mail address. */
  readonly username: string;
  /**
   * Identity provider that knows the user, e.g. `sap.ids` or the origin key of a custom one.
   *
   * @default - Cloud Foundry looks for the user in all of them, and refuses a name that several know
   */
  readonly origin?: string;
  /**
   * Roles in the space; at least one. Whoever creates service instances and keys needs `space_developer`, and does not
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
    for (const type of props.roles) this.createRole(type, props);
    props.space.readyForServices.add(this);
  }

  private createRole(type: SpaceRoleName, { space, username, origin, orgMember }: SpaceMemberProps): void {
    const role = new SpaceRole(this, type, { type, space: space.spaceId, username, origin });
    if (orgMember) dependOn(role, orgMember);
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
