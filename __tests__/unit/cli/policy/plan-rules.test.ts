import type { ResourceChangeJson } from '../../../../cli/plan/plan-json';
import { sentence } from '../../../../cli/plan/sentences';
import { readStackPlan, type StackPlan } from '../../../../cli/plan/stack-plan';
import { blockingFindings, checkPlans, parseAcknowledgements, sarif } from '../../../../cli/policy/findings';
import { PLAN_RULES } from '../../../../cli/policy/plan-rules';
import { PLAN_RULE_IDS } from '../../../../lib/core/policy';
import {
  entitlementValues,
  FAKE_SECRET,
  failedInstanceValues,
  instanceValues,
  keyValues,
  resource,
  spaceValues,
  stackPlan,
} from '../../../support/policy';

const INSTANCE = 'cloudfoundry_service_instance';
const KEY = 'cloudfoundry_service_credential_binding';
const SPACE = 'cloudfoundry_space';
const ENTITLEMENT = 'btp_subaccount_entitlement';
const CURRENT = 'sb-current';

/** The same with an import block for it. */
function imported(change: ResourceChangeJson): ResourceChangeJson {
  return { ...change, change: { ...change.change, importing: { id: 'id-of-what-exists' } } };
}

/** For each rule a plan that it lets pass and one with the fault that it is there for. */
const CASES: Record<string, { passes: ResourceChangeJson[]; fault: ResourceChangeJson[]; says: string }> = {
  PLAN001: {
    passes: [resource('key', ['delete'], keyValues('retired', 'sb-retired'), null)],
    fault: [resource('key', ['delete', 'create'], keyValues('isc-2026-11', CURRENT), keyValues('isc-2026-11'))],
    says: 'service key isc-2026-11 of isc-runtime is replaced, but ISC uses it: connector Employee Hired',
  },
  PLAN002: {
    passes: [resource(INSTANCE, ['update'], instanceValues(), instanceValues({ roles: [] }))],
    fault: [resource(INSTANCE, ['delete', 'create'], instanceValues(), instanceValues())],
    says: 'service instance isc-runtime is replaced: its keys go with it',
  },
  PLAN003: {
    passes: [resource(INSTANCE, ['update'], instanceValues({ roles: ['A', 'B'] }), instanceValues({ roles: ['B'] }))],
    fault: [resource(INSTANCE, ['update'], instanceValues({ roles: ['A'] }), instanceValues({ roles: ['A', 'B'] }))],
    says: 'clients of service instance isc-runtime get more roles: B',
  },
  PLAN004: {
    passes: [resource(ENTITLEMENT, ['update'], entitlementValues(1), entitlementValues(2))],
    fault: [resource(ENTITLEMENT, ['delete'], entitlementValues(), null)],
    says: 'entitlement it-rt / integration-flow is taken away',
  },
  PLAN005: {
    passes: [resource(SPACE, ['update'], spaceValues('old'), spaceValues('new'))],
    fault: [resource(SPACE, ['delete'], spaceValues(), null)],
    says: 'space integration is destroyed with service instance isc-runtime',
  },
  PLAN006: {
    passes: [resource(INSTANCE, ['delete'], instanceValues({}, 'old'), null)],
    fault: [
      resource(INSTANCE, ['delete'], instanceValues({}, 'old'), null),
      resource(INSTANCE, ['create'], null, instanceValues({}, 'new')),
    ],
    says: 'service instance old is destroyed and new created: a new name is a new service instance',
  },
  PLAN007: {
    passes: [resource('key', ['delete'], keyValues('isc-2026-11', CURRENT), null)],
    fault: [resource('key', ['delete'], keyValues('retired', 'sb-retired'), null)],
    says: 'service key retired of isc-runtime is destroyed; no connector uses it',
  },
  PLAN008: {
    passes: [
      resource('btp_subaccount_subscription', ['update'], { app_name: 'it' }, { app_name: 'it', plan_name: 'x' }),
    ],
    fault: [resource('btp_subaccount_environment_instance', ['delete'], { name: 'cf' }, null)],
    says: 'Cloud Foundry environment cf is destroyed',
  },
  PLAN009: {
    passes: [resource(SPACE, ['update'], spaceValues('old'), spaceValues('new'))],
    fault: [resource(SPACE, ['forget'], spaceValues(), null)],
    says: 'integration stays at SAP, but is no longer managed here',
  },
  PLAN010: {
    passes: [imported(resource(INSTANCE, ['update'], { ...instanceValues(), parameters: null }, instanceValues()))],
    fault: [imported(resource('key', ['delete', 'create'], keyValues('isc-prod'), keyValues('isc-pord')))],
    says: 'service key isc-prod is imported and then replaced: SAP has the name isc-prod, the landscape has isc-pord',
  },
  PLAN011: {
    passes: [
      resource(INSTANCE, ['update'], failedInstanceValues(), instanceValues({ 'token-validity': 1 }, 'other-runtime')),
    ],
    fault: [resource(INSTANCE, ['no-op'], failedInstanceValues(), failedInstanceValues())],
    says: 'of the service instance other-runtime, its last operation (update) failed at SAP: "No room"; the state has its new parameters, SAP may still have the old ones',
  },
};

const check = (changes: ResourceChangeJson[], rule: string, reasons: string[] = []) =>
  checkPlans([stackPlan({ changes, clientId: CURRENT })], parseAcknowledgements(reasons)).filter(
    (f) => f.rule === rule,
  );

test('the landscape can acknowledge every rule there is', () => {
  expect(PLAN_RULES.map(({ id }) => id)).toEqual([...PLAN_RULE_IDS]);
});

test('every rule has a case here', () => {
  expect(Object.keys(CASES)).toEqual(PLAN_RULES.map(({ id }) => id));
});

describe.each(PLAN_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test(`lets a harmless plan pass: ${rule.title}`, () => {
    expect(check(CASES[id]?.passes ?? [], id)).toEqual([]);
  });

  test('finds the fault and says what happens and what to do', () => {
    expect(check(CASES[id]?.fault ?? [], id)).toEqual([
      expect.objectContaining({
        rule: id,
        level: rule.level,
        stack: 'hr-dev',
        message: CASES[id]?.says,
        fix: rule.fix,
      }),
    ]);
  });
});

test('PLAN001 leaves a key alone whose client id nobody knows', () => {
  const unread = { ...keyValues('k'), credential_binding: null };
  expect(check([resource('key', ['delete'], unread, null)], 'PLAN001')).toEqual([]);
});

test('PLAN001 tells an old generation from the current one by its secret where they share the client id', () => {
  const current = keyValues('isc-2026-11', CURRENT);
  const old = {
    ...current,
    credential_binding: String(current.credential_binding).replace(FAKE_SECRET, 'fake-secret-of-the-old'),
  };
  expect(check([resource('key', ['delete'], old, null)], 'PLAN001')).toEqual([]);
  expect(check([resource('key', ['delete'], current, null)], 'PLAN001')).toHaveLength(1);
});

describe('an object that is imported', () => {
  const found = (change: ResourceChangeJson) =>
    checkPlans([stackPlan({ changes: [imported(change)], clientId: CURRENT })], new Map());

  test('is an error of PLAN010 alone when it would be replaced, also when a connector uses it', () => {
    const key = resource('key', ['delete', 'create'], keyValues('isc-prod', CURRENT), keyValues('isc-pord'));
    expect(found(key).map(({ rule, level }) => [rule, level])).toEqual([['PLAN010', 'error']]);
  });

  test('is an error when it would be renamed in place', () => {
    const renamed = resource(
      INSTANCE,
      ['update'],
      instanceValues({}, 'ISC runtime'),
      instanceValues({}, 'isc-runtime'),
    );
    expect(found(renamed).map(({ message }) => message)).toEqual([
      'service instance ISC runtime is imported and then renamed: SAP has the name ISC runtime, the landscape has isc-runtime',
    ]);
  });

  test('is told with the place where it was found when the landscape has it elsewhere', () => {
    const elsewhere = resource('key', ['delete', 'create'], keyValues('isc'), {
      ...keyValues('isc'),
      service_instance: 'other',
    });
    const change = { ...elsewhere, change: { ...elsewhere.change, replace_paths: [['service_instance']] } };
    expect(found(change).map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'what differs: service instance is 11111111-0000-4000-8000-000000000001, the landscape has other',
      ),
    ]);
  });

  test('is said to be taken over also when it is changed in the same plan', () => {
    const changed = imported(resource(INSTANCE, ['update'], instanceValues({ roles: [] }), instanceValues()));
    const { changes } = stackPlan({ changes: [changed] });
    expect(changes.map((change) => sentence(change))).toContain(
      'service instance isc-runtime is taken over and then changed in place: roles: none → ESBMessaging.send',
    );
  });
});

describe('PLAN002 and an instance whose creation was interrupted', () => {
  const replaced = resource(INSTANCE, ['delete', 'create'], instanceValues(), instanceValues());
  const tainted = { ...replaced, action_reason: 'replace_because_tainted' };
  const withKey = (changes: ResourceChangeJson[]) => {
    const { json } = stackPlan({ changes });
    const key = { address: 'key.isc', mode: 'managed', type: KEY, values: keyValues('isc') } as const;
    return readStackPlan('hr-dev', { ...json, prior_state: { values: { root_module: { resources: [key] } } } });
  };
  const found = (plan: StackPlan) => checkPlans([plan], new Map()).filter(({ rule }) => rule === 'PLAN002');

  test('says nothing of it, because it never had a key, and the review says why it is made anew', () => {
    const plan = stackPlan({ changes: [tainted] });
    expect(found(plan)).toEqual([]);
    expect(plan.changes.map((change) => sentence(change))).toContain(
      'service instance isc-runtime is made anew, because its creation was not finished',
    );
  });

  test('finds one that has a key, which somebody has tainted by hand', () => {
    expect(found(withKey([tainted]))).toHaveLength(1);
  });
});

test('PLAN003 says nothing of an instance whose parameters were never read', () => {
  const imported = { ...instanceValues(), parameters: null };
  expect(check([resource(INSTANCE, ['update'], imported, instanceValues())], 'PLAN003')).toEqual([]);
});

test('PLAN004 finds an entitlement that is reduced', () => {
  const [finding] = check([resource(ENTITLEMENT, ['update'], entitlementValues(5), entitlementValues(2))], 'PLAN004');
  expect(finding?.message).toBe('entitlement it-rt / integration-flow is reduced from 5 to 2');
});

describe('acknowledging', () => {
  const fault = CASES.PLAN003?.fault ?? [];

  test('an error keeps the plan from being applied until somebody says why it is meant', () => {
    expect(blockingFindings(check(fault, 'PLAN003'))).toHaveLength(1);
    const accepted = check(fault, 'PLAN003', ['PLAN003=monitoring=needs it']);
    expect(accepted[0]?.acknowledged).toBe('monitoring=needs it');
    expect(blockingFindings(accepted)).toEqual([]);
  });

  test('a stack may accept of its own accord, for itself only', () => {
    const plans = ['hr-dev', 'hr-prod'].map((stack) => stackPlan({ changes: fault }, stack));
    const own = new Map([['PLAN003', 'the queue is read by two clients']]);
    const found = checkPlans(plans, new Map(), (stack) => (stack === 'hr-dev' ? own : new Map()));
    expect(found.map(({ stack, acknowledged }) => [stack, acknowledged])).toEqual([
      ['hr-dev', 'the queue is read by two clients'],
      ['hr-prod', undefined],
    ]);
  });

  test('a warning keeps nothing from being applied', () => {
    expect(blockingFindings(check(CASES.PLAN007?.fault ?? [], 'PLAN007'))).toEqual([]);
  });

  test.each(['PLAN003', 'PLAN003=', 'PLAN003=  ', 'PLAN999=why', '=why'])(
    'fails on %j with what is allowed',
    (text) => {
      expect(() => parseAcknowledgements([text])).toThrow(
        /--acknowledge '.*' is not understood; allowed: RULE=reason, with a rule of PLAN001, .*; fix: write for example/,
      );
    },
  );
});

test('SARIF names the rule, the line of the subaccount and the acknowledgement', () => {
  const findings = check(CASES.PLAN003?.fault ?? [], 'PLAN003', ['PLAN003=because']);
  const log = sarif(findings, PLAN_RULES, '1.2.3', () => ({ uri: 'landscape.yaml', startLine: 7 }));
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'btp-isc', semanticVersion: '1.2.3' } },
        results: [
          {
            ruleId: 'PLAN003',
            ruleIndex: 2,
            level: 'error',
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'landscape.yaml' }, region: { startLine: 7 } } },
            ],
            suppressions: [{ kind: 'external', status: 'accepted', justification: 'because' }],
          },
        ],
      },
    ],
  });
});
