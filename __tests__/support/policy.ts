import type { TerraformConfiguration } from '../../lib/policy/configuration';
import { describeFinding, evaluate } from '../../lib/policy/evaluate';
import type { SynthRule } from '../../lib/policy/rule';

/** What a rule says about a configuration, as it is shown. */
export function findings(rule: SynthRule, configuration: Record<string, unknown>): string[] {
  return evaluate(configuration as TerraformConfiguration, [rule]).map(
    (finding) => `${finding.level} ${describeFinding(finding)}`,
  );
}

/** A service key whose document the local `key` holds, as the library synthesizes it. */
export const KEY = {
  resource: { cloudfoundry_service_credential_binding: { key: { type: 'key', name: 'isc-2026-11' } } },
  locals: {
    key: '${try(jsondecode(cloudfoundry_service_credential_binding.key.credential_binding).credentials, null)}',
  },
};

/** The secret that stands behind `local.key`. */
export const SECRET = 'cloudfoundry_service_credential_binding.key.credential_binding';

/** A service instance of `it-rt` with the plan looked up, as the library synthesizes it. */
export function runtime(plan: string, roles: readonly string[], more: Record<string, unknown> = {}) {
  const parameters = `\${jsonencode({"roles" = ${JSON.stringify(roles)}, "token-validity" = 3600})}`;
  const service_plan = '${data.cloudfoundry_service_plan.plan.id}';
  return {
    data: { cloudfoundry_service_plan: { plan: { name: plan, service_offering_name: 'it-rt' } } },
    resource: {
      cloudfoundry_service_instance: { runtime: { name: 'isc-runtime', parameters, service_plan, ...more } },
    },
  };
}
