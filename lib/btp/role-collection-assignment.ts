import { SubaccountRoleCollectionAssignment } from '@cdktf/provider-btp/lib/subaccount-role-collection-assignment';
import { Construct } from 'constructs';
import { checkAssignment } from '../core/btp';
import { type CreationOptions, setMetaArguments, useProvider } from '../terraform/meta-arguments';
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

export interface RoleCollectionAssignmentProps extends CreationOptions {
  readonly subaccount: ISubaccount;
  /** Name of the role collection, exactly as in the cockpit; 1 to 64 characters. See `RoleCollectionName`. */
  readonly roleCollection: string;
  /**
   * User names (usually e-mail addresses) that get it, written out: each names a resource.
   *
   * @default - no user
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
}

/**
 * Gives a role collection of a subaccount to users and groups, one resource for each. Name by `after` what brings the
 * role collection: the subscription, or the activated capability.
 */
export class RoleCollectionAssignment extends Construct {
  readonly subaccount: ISubaccount;
  readonly roleCollection: string;

  constructor(scope: Construct, id: string, props: RoleCollectionAssignmentProps) {
    super(scope, id);
    rejectProblems(scope, id, props, checkAssignment);
    this.subaccount = props.subaccount;
    this.roleCollection = props.roleCollection;
    useProvider(this, 'btp', props.provider, props.subaccount);
    const assign = (kind: string, names: readonly string[] = [], whom: (name: string) => object) => {
      const folder = new Construct(this, kind);
      for (const name of names) {
        const resource = new SubaccountRoleCollectionAssignment(folder, name, {
          subaccountId: props.subaccount.subaccountId,
          roleCollectionName: props.roleCollection,
          origin: props.origin,
          ...whom(name),
        });
        setMetaArguments(resource, props.after);
      }
    };
    assign('Users', props.users, (userName) => ({ userName }));
    assign('Groups', props.groups, (groupName) => ({ groupName }));
  }
}
