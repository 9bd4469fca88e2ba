import { SubaccountRoleCollectionAssignment } from '@cdktf/provider-btp/lib/subaccount-role-collection-assignment';
import { type ITerraformDependable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkPattern, checkUniqueList, type Problems } from '../validation/checks';
import { refuseProblems } from '../validation/problem';
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
    refuseProblems(scope, id, checkAssignment(props));
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

/** Everything that SAP BTP or the addresses of the resources would refuse. */
export function checkAssignment(props: Omit<RoleCollectionAssignmentProps, 'subaccount' | 'dependsOn'>): Problems {
  const { users = [], groups = [], origin } = props;
  const nobody = {
    property: 'users',
    wrong: 'names nobody, and neither does groups',
    allowed: 'at least one user or group',
    fix: 'write users or groups, or leave the assignment out',
  };
  const noOrigin = {
    property: 'origin',
    wrong: 'is missing',
    allowed: 'the identity provider that the groups come from',
    fix: 'write the origin key from Subaccount > Security > Trust Configuration, e.g. sap.custom',
  };
  return [
    ...checkPattern('roleCollection', props.roleCollection, {
      pattern: /^.{1,64}$/,
      allowed: '1 to 64 characters',
      fix: 'write the name that stands in the cockpit under Subaccount > Security > Role Collections',
    }),
    ...(users.length + groups.length === 0 ? [nobody] : []),
    ...checkNames('users', users, 256),
    ...checkNames('groups', groups, 255),
    ...(groups.length > 0 && !origin ? [noOrigin] : []),
  ];
}

function checkNames(property: string, names: readonly string[], longest: number): Problems {
  const unknown = (at: string) => ({
    property: at,
    wrong: 'is a value of Terraform, which is not known yet',
    allowed: 'names that are written out: each becomes part of an address',
    fix: 'write the names themselves',
  });
  if (Token.isUnresolved(names)) return [unknown(property)];
  return checkUniqueList(property, names, (at, name) =>
    Token.isUnresolved(name)
      ? [unknown(at)]
      : checkPattern(at, name, {
          pattern: new RegExp(`^(?!\\s).{1,${longest}}(?<!\\s)$`),
          allowed: `1 to ${longest} characters, no blank at either end`,
          fix: 'write it as the identity provider knows it',
        }),
  );
}
