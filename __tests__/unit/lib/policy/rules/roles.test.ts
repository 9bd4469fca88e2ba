import { BROAD_API_ROLES } from '../../../../../lib/policy/rules/broad-api-roles';
import { LEAST_PRIVILEGE } from '../../../../../lib/policy/rules/least-privilege';
import { findings, runtime } from '../../../../support/policy';

describe('least privilege', () => {
  test('lets the one role pass that ISC needs, and leaves plan api alone', () => {
    expect(findings(LEAST_PRIVILEGE, runtime('integration-flow', ['ESBMessaging.send']))).toEqual([]);
    expect(findings(LEAST_PRIVILEGE, runtime('api', ['MonitoringDataRead']))).toEqual([]);
  });

  test('warns of every further role', () => {
    expect(findings(LEAST_PRIVILEGE, runtime('integration-flow', ['ESBMessaging.send', 'API.invoke']))).toEqual([
      "warning ISC002 LeastPrivilege: cloudfoundry_service_instance.runtime: `roles` holds 'API.invoke'; " +
        'allowed: ESBMessaging.send alone; ' +
        'fix: take the role out, or give the client that needs it an instance of its own; ' +
        'or acknowledge ISC002 with a reason',
    ]);
  });

  test.each([
    [
      'named by plan and offering',
      { service_plan: undefined, service_plan_name: 'integration-flow', service_offering_name: 'it-rt' },
    ],
    [
      'with the guid of the plan and parameters as text',
      { service_plan: '8b0c2d8e-0000-4000-8000-000000000001', parameters: '{"roles":["ESBMessaging.send","HR.Hire"]}' },
    ],
  ])('sees instances %s', (_, more) => {
    expect(findings(LEAST_PRIVILEGE, runtime('integration-flow', ['ESBMessaging.send', 'HR.Hire'], more))).toEqual([
      expect.stringContaining("holds 'HR.Hire'"),
    ]);
  });

  test('says nothing of what only Terraform knows, of other services and of other shapes', () => {
    const silent = (more: Record<string, unknown>) =>
      expect(findings(LEAST_PRIVILEGE, runtime('integration-flow', ['A.b'], more))).toEqual([]);
    silent({ parameters: '${jsonencode({"roles" = var.roles})}' });
    silent({ parameters: '${jsonencode({"roles" = ["${var.role}", 1, -1, true ? "A" : "B"]})}' });
    silent({ parameters: '${var.parameters}' });
    silent({ parameters: '${jsonencode(var.parameters)}' });
    silent({ parameters: '{"roles": ' });
    silent({ parameters: '{"a":"${var.a}"}' });
    silent({ parameters: '${jsonencode({for k in ["A"] : k => k, (var.x) = "y", "b" : [{}],})}' });
    silent({ parameters: '${jsonencode([])}' });
    silent({ parameters: undefined });
    silent({ service_plan: undefined, service_plan_name: 'integration-flow', service_offering_name: 'other' });
    silent({ service_plan: '${var.plan}' });
  });
});

describe('broad api roles', () => {
  test('lets roles for single tasks pass', () => {
    expect(findings(BROAD_API_ROLES, runtime('api', ['MonitoringDataRead', 'QueuesRetry']))).toEqual([]);
  });

  test('warns of groups of roles and of the way around access policies', () => {
    const roles = ['AuthGroup_Administrator', 'MonitoringDataRead', 'AccessAllAccessPoliciesArtifacts'];
    expect(findings(BROAD_API_ROLES, runtime('api', roles))).toEqual([
      "warning ISC003 BroadApiRoles: cloudfoundry_service_instance.runtime: `roles` holds 'AuthGroup_Administrator'; " +
        'allowed: roles for single tasks; fix: name the single roles that the client needs, e.g. MonitoringDataRead; ' +
        'or acknowledge ISC003 with a reason',
      expect.stringContaining("holds 'AccessAllAccessPoliciesArtifacts'"),
    ]);
  });

  test('finds them where the plan is not known', () => {
    expect(
      findings(BROAD_API_ROLES, runtime('api', ['AuthGroup_ReadOnly'], { service_plan: '${var.plan}' })),
    ).toHaveLength(1);
  });
});
