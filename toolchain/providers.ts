import { PROVIDER_CONSTRAINTS } from '../lib/core/providers';

/** A Terraform provider as this project uses it: where it comes from and which of its parts get bindings. */
export interface ProviderSpec {
  /** Local name in Terraform and folder name in `providers/`. */
  readonly name: string;
  /** Source address without the registry's host. */
  readonly source: string;
  /** Constraint written into `required_providers` of every stack. */
  readonly constraint: string;
  /** How to build it where no registry answers. */
  readonly module: { readonly dir: string; readonly package: string; readonly version: string };
  /** Bindings are generated for these only. */
  readonly bindings: { readonly resources: readonly string[]; readonly dataSources: readonly string[] };
}

/**
 * The one list of providers. The versions under `module` are what can be built from Go modules with checksums:
 * SAP/btp 1.0.0 and the stand-in for cloudfoundry, which behaves as 1.16 does (see go/cloudfoundry/README.md).
 */
export const providers: readonly ProviderSpec[] = [
  {
    name: 'btp',
    source: 'sap/btp',
    constraint: PROVIDER_CONSTRAINTS.btp,
    module: { dir: 'btp', package: 'github.com/SAP/terraform-provider-btp', version: '1.0.0' },
    bindings: {
      resources: [
        'btp_directory_entitlement',
        'btp_subaccount',
        'btp_subaccount_entitlement',
        'btp_subaccount_environment_instance',
        'btp_subaccount_role_collection_assignment',
        'btp_subaccount_subscription',
      ],
      dataSources: [
        'btp_subaccount',
        'btp_subaccount_environment_instances',
        'btp_subaccount_role_collections',
        'btp_subaccount_subscriptions',
        'btp_subaccounts',
      ],
    },
  },
  {
    name: 'cloudfoundry',
    source: 'cloudfoundry/cloudfoundry',
    constraint: PROVIDER_CONSTRAINTS.cloudfoundry,
    module: { dir: 'cloudfoundry', package: '.', version: '1.16.0' },
    bindings: {
      resources: [
        'cloudfoundry_space',
        'cloudfoundry_org_role',
        'cloudfoundry_space_role',
        'cloudfoundry_service_instance',
        'cloudfoundry_service_credential_binding',
      ],
      dataSources: [
        'cloudfoundry_space',
        'cloudfoundry_service_plan',
        'cloudfoundry_service_instance',
        'cloudfoundry_service_credential_binding_details',
      ],
    },
  },
  {
    name: 'time',
    source: 'hashicorp/time',
    constraint: PROVIDER_CONSTRAINTS.time,
    module: { dir: 'time', package: 'github.com/hashicorp/terraform-provider-time', version: '0.14.2' },
    bindings: { resources: ['time_sleep'], dataSources: [] },
  },
];

/** `required_providers` as JSON configuration, for the throw-away modules in which the toolchain runs terraform. */
export function requiredProviders(): Record<string, unknown> {
  const entries = providers.map((p) => [p.name, { source: p.source, version: p.constraint }] as const);
  return { terraform: { required_providers: Object.fromEntries(entries) } };
}
