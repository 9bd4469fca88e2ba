import type { Action, ChangeJson, PlanJson, ResourceChangeJson } from '../../cli/plan/plan-json';
import { readStackPlan, type StackPlan } from '../../cli/plan/stack-plan';
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

/** Builds plans in the shape of `terraform show -json`; the e2e tests prove that real plans have that shape. */

type Values = Record<string, unknown>;

const ADDRESS_OF: Readonly<Record<string, string>> = { key: 'cloudfoundry_service_credential_binding' };

export function resource(
  type: string,
  actions: Action[],
  before: Values | null,
  after: Values | null,
): ResourceChangeJson {
  const full = ADDRESS_OF[type] ?? type;
  const name = String((before ?? after)?.name ?? 'it');
  return {
    address: `${full}.${name}`,
    mode: 'managed',
    type: full,
    name,
    change: {
      actions,
      before,
      after,
      after_unknown: {},
      before_sensitive: marks(before),
      after_sensitive: marks(after),
    },
  };
}

/** The provider marks these two, and nothing else that matters here. */
const marks = (values: Values | null) => (values ? { parameters: true, credential_binding: true } : false);

export const FAKE_SECRET = 'fake-secret-of-a-key-0001';

export const INSTANCE_ID = '11111111-0000-4000-8000-000000000001';
export const SPACE_ID = '22222222-0000-4000-8000-000000000002';

export function keyValues(name: string, clientId = `sb-${name}`): Values {
  const credentials = {
    oauth: { clientid: clientId, clientsecret: FAKE_SECRET, tokenurl: 'https://token.example.com' },
  };
  return {
    name,
    id: `id-of-${name}`,
    type: 'key',
    service_instance: INSTANCE_ID,
    parameters: '{"key-type":"client_id_secret"}',
    credential_binding: JSON.stringify({ credentials }),
  };
}

export function instanceValues(parameters: Values = { roles: ['ESBMessaging.send'] }, name = 'isc-runtime'): Values {
  return { name, id: INSTANCE_ID, type: 'managed', space: SPACE_ID, parameters: JSON.stringify(parameters) };
}

/** As the provider leaves it after an update that failed: what it sent, and that it failed. */
export const failedInstanceValues = (parameters?: Values, name = 'other-runtime'): Values => ({
  ...instanceValues(parameters, name),
  last_operation: { type: 'update', state: 'failed', description: 'No room' },
});

export const spaceValues = (name = 'integration'): Values => ({ name, id: SPACE_ID, org: 'org' });

export const entitlementValues = (amount = 1): Values => ({
  service_name: 'it-rt',
  plan_name: 'integration-flow',
  amount,
  id: 'it-rt-integration-flow',
});

export interface PlanParts {
  readonly changes?: ResourceChangeJson[];
  readonly drift?: ResourceChangeJson[];
  /** Client id of connector Employee Hired as of the last apply. */
  readonly clientId?: string;
  readonly outputs?: Record<string, ChangeJson>;
  readonly configuration?: PlanJson['configuration'];
}

export function planJson({ changes = [], drift, clientId, outputs, configuration }: PlanParts): PlanJson {
  return {
    resource_changes: [
      ...changes,
      resource('cloudfoundry_service_instance', ['no-op'], instanceValues(), instanceValues()),
    ],
    resource_drift: drift,
    output_changes: outputs,
    configuration,
    prior_state: {
      values: {
        outputs: clientId
          ? {
              employee_hired_client_id: { value: clientId },
              employee_hired_client_secret: { value: FAKE_SECRET, sensitive: true },
            }
          : {},
        root_module: {
          resources: [
            ...changes
              .filter(({ change }) => change.before)
              .map(({ address, mode, type, change }) => ({ address, mode, type, values: change.before as Values })),
            {
              address: 'cloudfoundry_service_instance.isc-runtime',
              mode: 'managed',
              type: 'cloudfoundry_service_instance',
              values: instanceValues(),
            },
          ],
        },
      },
    },
  };
}

export function stackPlan(parts: PlanParts, stack = 'hr-dev'): StackPlan {
  return readStackPlan(stack, planJson(parts), (prefix) => (prefix === 'employee_hired' ? 'Employee Hired' : prefix));
}
