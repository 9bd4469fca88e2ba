import { DataBtpSubaccount } from '@cdktf/provider-btp/lib/data-btp-subaccount';
import { DataBtpSubaccounts } from '@cdktf/provider-btp/lib/data-btp-subaccounts';
import { Subaccount as SubaccountResource } from '@cdktf/provider-btp/lib/subaccount';
import { Construct, type IConstruct } from 'constructs';
import { checkRegion, checkSubaccount, checkSubdomain } from '../core/btp';
import { checkUuid } from '../core/names';
import { expression, operand } from '../terraform/expression';
import { importInto } from '../terraform/import-block';
import {
  type CreationOptions,
  type ProtectionOptions,
  type ProviderOptions,
  setMetaArguments,
  useProvider,
} from '../terraform/meta-arguments';
import { rejectProblems } from '../terraform/reject-problems';

const WHERE_TO_FIND_ID = 'copy the ID from the overview of the subaccount in the BTP cockpit';

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

export interface SubaccountProps extends CreationOptions, ProtectionOptions {
  /** Name in the cockpit; 1 to 255 characters without `/`. */
  readonly displayName: string;
  /**
   * Part of the host names of the subaccount, unique in the region; 1 to 63 characters of a-z, 0-9 and `-`. Another
   * one means another subaccount: Terraform replaces it.
   */
  readonly subdomain: string;
  /** BTP region, e.g. `eu10`, without `cf-`. Another one means another subaccount: Terraform replaces it. */
  readonly region: string;
  /**
   * Text in the cockpit, at most 300 characters.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * UUID of the directory that it lies in. Another one means another subaccount: Terraform replaces it.
   *
   * @default - directly in the global account
   */
  readonly parentDirectoryId?: string;
  /**
   * Whether beta services may be used.
   *
   * @default - SAP's: no
   */
  readonly betaEnabled?: boolean;
  /**
   * `UNSET`, `NOT_USED_FOR_PRODUCTION` or `USED_FOR_PRODUCTION`.
   *
   * @default - SAP's: UNSET
   */
  readonly usage?: string;
  /**
   * At most 10 labels, each with any number of values of at most 63 characters.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /**
   * UUID of an existing subaccount that this construct takes over. As long as it stands here Terraform refuses to
   * destroy or replace the subaccount.
   *
   * @default - a new one is created
   */
  readonly importId?: string;
}

export interface SubaccountLookup extends ProviderOptions {
  /** Subdomain, unique in the region. */
  readonly subdomain: string;
  /** BTP region, e.g. `eu10`. */
  readonly region: string;
}

/** Creates a subaccount. Whatever is configured with its id at plan time belongs into a later stack. */
export class Subaccount extends Construct implements ISubaccount {
  /**
   * A subaccount that exists already. It is looked up when Terraform plans, so an unknown id stops the plan before
   * anything is changed.
   *
   * @param subaccountId UUID, in the cockpit under Subaccount > Overview > ID
   */
  static fromSubaccountId(
    scope: Construct,
    id: string,
    subaccountId: string,
    options: ProviderOptions = {},
  ): ISubaccount {
    rejectProblems(scope, id, { subaccountId }, (known) =>
      checkUuid('subaccountId', known.subaccountId, WHERE_TO_FIND_ID),
    );
    return new SubaccountById(scope, id, subaccountId, options);
  }

  /** A subaccount that exists already, looked up when Terraform plans; one that does not exist stops the plan. */
  static fromSubdomain(scope: Construct, id: string, props: SubaccountLookup): ISubaccount {
    rejectProblems(scope, id, props, ({ subdomain, region }) => [...checkSubdomain(subdomain), ...checkRegion(region)]);
    return new SubaccountBySubdomain(scope, id, props);
  }

  readonly subaccountId: string;
  readonly displayName: string;
  readonly subdomain: string;
  readonly region: string;

  constructor(scope: Construct, id: string, props: SubaccountProps) {
    super(scope, id);
    rejectProblems(scope, id, props, checkSubaccount);
    useProvider(this, 'btp', props.provider);
    const resource = new SubaccountResource(this, 'Resource', {
      name: props.displayName,
      subdomain: props.subdomain,
      region: props.region,
      description: props.description,
      parentId: props.parentDirectoryId,
      betaEnabled: props.betaEnabled,
      usage: props.usage,
      labels: labelsOf(props),
      lifecycle: {
        // Whoever mistypes the region of a subaccount that is taken over must not lose it.
        preventDestroy: props.preventDestroy || props.importId !== undefined || undefined,
        postcondition: [
          {
            // The provider takes both for success.
            condition: expression('!contains(["CREATION_FAILED", "CANCELED"], self.state)'),
            errorMessage:
              `SAP BTP did not finish creating subaccount ${props.displayName}. See its message in the BTP cockpit ` +
              '(Account Explorer), delete the subaccount there and run this again.',
          },
        ],
      },
    });
    setMetaArguments(resource, props.after);
    importInto(resource, props.importId);
    this.subaccountId = resource.id;
    this.displayName = props.displayName;
    this.subdomain = props.subdomain;
    this.region = props.region;
  }
}

/** An empty map would come back as null, which Terraform takes for an inconsistent result. */
function labelsOf({ labels = {} }: SubaccountProps): Record<string, string[]> | undefined {
  const entries = Object.entries(labels).map(([name, values]): [string, string[]] => [name, [...values]]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

class SubaccountById extends Construct implements ISubaccount {
  readonly subaccountId: string;
  readonly displayName: string;
  readonly subdomain: string;
  readonly region: string;

  constructor(scope: Construct, id: string, subaccountId: string, { provider }: ProviderOptions) {
    super(scope, id);
    useProvider(this, 'btp', provider);
    const lookup = setMetaArguments(new DataBtpSubaccount(this, 'Resource', { id: subaccountId }));
    // The id as written, not as read: a value from the look-up would be unknown to other stacks and providers.
    this.subaccountId = subaccountId;
    this.displayName = lookup.name;
    this.subdomain = lookup.subdomain;
    this.region = lookup.region;
  }
}

/** By the list of all subaccounts, because the look-up of one by its subdomain needs SAP/btp 1.2. */
class SubaccountBySubdomain extends Construct implements ISubaccount {
  readonly subaccountId: string;
  readonly displayName: string;
  readonly subdomain: string;
  readonly region: string;

  constructor(scope: Construct, id: string, { subdomain, region, provider }: SubaccountLookup) {
    super(scope, id);
    useProvider(this, 'btp', provider);
    const isMeant = `s.subdomain == ${operand(subdomain)} && s.region == ${operand(region)}`;
    const lookup = new DataBtpSubaccounts(this, 'Resource', {
      lifecycle: {
        postcondition: [
          {
            condition: expression(`length([for s in self.values : s if ${isMeant}]) == 1`),
            errorMessage:
              `There is no subaccount with subdomain ${subdomain} in region ${region}, or the user of the provider ` +
              'may not see it. Both stand in the BTP cockpit under Subaccount > Overview.',
          },
        ],
      },
    });
    setMetaArguments(lookup);
    const attribute = (name: string) => expression(`one([for s in ${lookup.fqn}.values : s.${name} if ${isMeant}])`);
    this.subaccountId = attribute('id');
    this.displayName = attribute('name');
    this.subdomain = subdomain;
    this.region = region;
  }
}
