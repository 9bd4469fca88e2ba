import { DataBtpSubaccount } from '@cdktf/provider-btp/lib/data-btp-subaccount';
import { Construct, type IConstruct } from 'constructs';
import { checkUuid } from '../validation/names';
import { refuseProblems } from '../validation/problem';

/** A subaccount of SAP BTP, whoever created it. */
export interface ISubaccount extends IConstruct {
  /** UUID of the subaccount. */
  readonly subaccountId: string;
  /** Display name. */
  readonly displayName: string;
  /** Subdomain, unique in the region. */
  readonly subdomain: string;
  /** BTP region, e.g. `eu10`. */
  readonly region: string;
}

/** References to subaccounts. */
export abstract class Subaccount {
  /**
   * A subaccount that exists already. It is looked up when Terraform plans, so an unknown id stops the plan before
   * anything is changed.
   *
   * @param subaccountId UUID, in the cockpit under Subaccount > Overview > ID
   */
  static fromSubaccountId(scope: Construct, id: string, subaccountId: string): ISubaccount {
    refuseProblems(
      scope,
      id,
      checkUuid('subaccountId', subaccountId, 'copy the ID from the overview of the subaccount in the BTP cockpit'),
    );
    return new SubaccountById(scope, id, subaccountId);
  }
}

class SubaccountById extends Construct implements ISubaccount {
  readonly subaccountId: string;
  readonly displayName: string;
  readonly subdomain: string;
  readonly region: string;

  constructor(scope: Construct, id: string, subaccountId: string) {
    super(scope, id);
    const lookup = new DataBtpSubaccount(this, 'Resource', { id: subaccountId });
    // The id as written, not as read: a value from the look-up would be unknown to other stacks and providers.
    this.subaccountId = subaccountId;
    this.displayName = lookup.name;
    this.subdomain = lookup.subdomain;
    this.region = lookup.region;
  }
}
