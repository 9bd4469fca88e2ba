import { OrgRole } from '@cdktf/provider-cloudfoundry/lib/org-role';
import { Construct, type IConstruct } from 'constructs';
import type { ICloudFoundryEnvironment } from '../btp/cloud-foundry-environment';
import { checkRoles, checkUserName, ORG_ROLES, type OrgRoleName } from '../core/cloud-foundry';
import { type CreationOptions, dependOn, setMetaArguments, useProvider } from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';

const MEMBERSHIP: OrgRoleName = 'organization_user';

export interface OrgMemberProps extends CreationOptions {
  /** The environment whose org it is. */
  readonly environment: ICloudFoundryEnvironment;
  /** User name, usually an e-mail address. */
  readonly username: string;
  /**
   * Identity provider that knows the user, e.g. `sap.ids` or the origin key of a custom one.
   *
   * @default - Cloud Foundry looks for the user in all of them, and refuses a name that several know
   */
  readonly origin?: string;
  /**
   * Roles beside the membership, which is `organization_user`.
   *
   * @default [] - a member and nothing more
   */
  readonly roles?: readonly OrgRoleName[];
}

/** A user in an org of Cloud Foundry, with whatever roles this app gives. */
export interface IOrgMember extends IConstruct {
  readonly username: string;
}

/**
 * Makes a user a member of an org, and gives roles in it.
 *
 * Cloud Foundry refuses what somebody else has given already ("User '…' already has '…' role in organization '…'"):
 * leave out who is a member, above all whoever created the org.
 */
export class OrgMember extends Construct implements IOrgMember {
  readonly username: string;
  readonly roles: readonly OrgRoleName[];

  constructor(scope: Construct, id: string, props: OrgMemberProps) {
    super(scope, id);
    rejectProblems(scope, id, props, ({ username, roles }) => [
      ...checkUserName('username', username),
      ...checkRoles('roles', roles, ORG_ROLES),
    ]);
    useProvider(this, 'cloudfoundry', props.provider);
    this.username = props.username;
    this.roles = [MEMBERSHIP, ...(props.roles ?? []).filter((role) => role !== MEMBERSHIP)];
    const [membership, ...others] = this.roles.map((role) => this.createRole(role, props));
    // The membership comes first and goes last: it cannot be taken away before other roles.
    for (const role of others) if (membership) dependOn(role, membership);
  }

  private createRole(type: OrgRoleName, { environment, username, origin, after }: OrgMemberProps): OrgRole {
    return setMetaArguments(new OrgRole(this, type, { type, org: environment.orgId, username, origin }), after);
  }
}
