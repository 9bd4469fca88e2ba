import { SubaccountRoleCollectionAssignment } from '@cdktf/provider-btp/lib/subaccount-role-collection-assignment';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { checkAssignment } from '../core/btp';
import { rejectProblems } from '../terraform/reject-problems';
import type { ISubaccount } from './subaccount';

/**
 * Role collections of Integration Suite (SAP-samples/btp-terraform-samples, trial_integration_suite). The list is
 * open: any other role collection of the subaccount is assigned by its name.
 */
export const RoleCollectionName = {
  /** May activate capabilities; there as soon as Integration Suite is subscribed. */
  integrationProvisioner: 'Integration_Provisioner',
  /** There only after Cloud Integration has been activated, like all that begin with `PI_`. */
  piAdministrator: 'PI_Administrator',
  piBusinessExpert: 'PI_Business_Expert',
  piIntegrationDeveloper: 'PI_Integration_Developer',
  piReadOnly: 'PI_Read_Only',
} as const;

export interface RoleCollectionAssignmentProps {
  readonly subaccount: ISubaccount;
  /** Name of the role collection, exactly as in the cockpit; 1 to 64 characters. See `RoleCollectionName`. */
  readonly roleCollection: string;
  /**
   * User names (usually e-mail addresses) that get it, written out: each names a resource.
   *
   * @default - nobody
   */
  readonly users?: readonly string[];
  /**
   * Groups of the identity provider that get it, written out: each names a resource. Needs `origin`.
   *
   * @default - none
   */
  readonly groups?: readonly string[];
  /**
   * Origin key of the identity provider of the users and groups.
   *
   * @default - SAP ID service, for users
   */
  readonly origin?: string;
  /**
   * What must be there first: the subscription that brings the role collection, or the activation of the capability.
   *
   * @default - nothing: the role collection exists already
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Gives a role collection of a subaccount to users and groups, one resource for each. */
export class RoleCollectionAssignment extends Construct {
  readonly subaccount: ISubaccount;
  readonly roleCollection: string;
  /** The resources, for what must wait until everybody has the roles. */
  readonly assignments: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RoleCollectionAssignmentProps) {
    super(scope, id);
    rejectProblems(scope, id, props, checkAssignment);
    this.subaccount = props.subaccount;
    this.roleCollection = props.roleCollection;
    const assign = (kind: string, names: readonly string[] = [], whom: (name: string) => object) => {
      const folder = new Construct(this, kind);
      return names.map(
        (name) =>
          new SubaccountRoleCollectionAssignment(folder, name, {
            subaccountId: props.subaccount.subaccountId,
            roleCollectionName: props.roleCollection,
            origin: props.origin,
            dependsOn: props.dependsOn && [...props.dependsOn],
            ...whom(name),
          }),
      );
    };
    this.assignments = [
      ...assign('Users', props.users, (userName) => ({ userName })),
      ...assign('Groups', props.groups, (groupName) => ({ groupName })),
    ];
  }
}
