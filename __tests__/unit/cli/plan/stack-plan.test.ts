import { driftSentence, sentence } from '../../../../cli/plan/sentences';
import { Redactor } from '../../../../cli/plan/shown-values';
import { hasChanges, type StackPlan } from '../../../../cli/plan/stack-plan';
import {
  entitlementValues,
  FAKE_SECRET,
  instanceValues,
  keyValues,
  planJson,
  resource,
  spaceValues,
  stackPlan,
} from '../../../support/policy';

const INSTANCE = 'cloudfoundry_service_instance';
const sentences = (plan: StackPlan) => plan.changes.map((change) => sentence(change, plan.connectorsToUpdate));
const newClientId = { employee_hired_client_id: { actions: ['update' as const] } };

describe('what a plan does, in sentences', () => {
  test('a replaced key tells that its secret changes and which connector must be updated', () => {
    const changes = [resource('key', ['delete', 'create'], keyValues('isc-2026-11'), keyValues('isc-2026-11'))];
    expect(sentences(stackPlan({ changes, outputs: newClientId }))).toEqual([
      'service key isc-2026-11 of isc-runtime is replaced: its secret changes, ISC must be updated (Employee Hired)',
    ]);
  });

  test('a key of an instance that is yet to be created is named after that instance', () => {
    const { service_instance, ...key } = keyValues('isc-2026-12');
    const changes = [
      resource('key', ['create'], null, key),
      resource(INSTANCE, ['create'], null, instanceValues({}, 'new')),
    ];
    const references = [`${INSTANCE}.new.id`, `${INSTANCE}.new`];
    const configuration = {
      root_module: {
        resources: [{ address: changes[0]?.address ?? '', expressions: { service_instance: { references } } }],
      },
    };
    expect(service_instance).toBeDefined();
    expect(sentences(stackPlan({ changes, configuration }))).toContain(
      'service key isc-2026-12 of new is created, with a client id and a secret of its own',
    );
  });

  test.each([
    [
      'btp_subaccount_entitlement',
      ['create'],
      null,
      entitlementValues(),
      'entitlement it-rt / integration-flow is assigned',
    ],
    [
      'btp_subaccount_entitlement',
      ['delete'],
      entitlementValues(),
      null,
      'entitlement it-rt / integration-flow is taken away',
    ],
    ['cloudfoundry_space', ['create'], null, spaceValues(), 'space integration is created'],
    ['cloudfoundry_space', ['delete'], spaceValues(), null, 'space integration is destroyed'],
    [
      'cloudfoundry_space',
      ['delete', 'create'],
      spaceValues(),
      spaceValues(),
      'space integration is destroyed and created anew',
    ],
    [
      'cloudfoundry_space',
      ['update'],
      spaceValues('old'),
      spaceValues('new'),
      'space old is changed in place: name: old → new',
    ],
    ['cloudfoundry_space', ['forget'], spaceValues(), null, 'space integration stays at SAP and is no longer managed'],
    [INSTANCE, ['delete'], instanceValues(), null, 'service instance isc-runtime is destroyed: its keys go with it'],
    [
      INSTANCE,
      ['create', 'delete'],
      instanceValues(),
      instanceValues(),
      'service instance isc-runtime is replaced: its keys go with it',
    ],
    [
      'key',
      ['delete'],
      keyValues('old'),
      null,
      'service key old of isc-runtime is destroyed: whoever still uses it loses access',
    ],
    ['time_sleep', ['create'], null, {}, 'wait for the marketplace is created'],
  ] as const)('%s %j', (type, actions, before, after, expected) => {
    expect(sentences(stackPlan({ changes: [resource(type, [...actions], before, after)] }))).toEqual([expected]);
  });

  test('parameters of an instance are compared setting by setting, though the provider hides all of them', () => {
    const before = instanceValues({ roles: ['ESBMessaging.send'], 'token-validity': 3600 });
    const after = instanceValues({ roles: ['ESBMessaging.send', 'Other'], 'token-validity': 7200 });
    expect(sentences(stackPlan({ changes: [resource(INSTANCE, ['update'], before, after)] }))).toEqual([
      'service instance isc-runtime is changed in place: roles: ESBMessaging.send → ESBMessaging.send, Other; token validity (seconds): 3600 → 7200',
    ]);
  });

  test('what is lost comes before what is made', () => {
    const changes = [
      resource('cloudfoundry_space', ['create'], null, spaceValues()),
      resource(INSTANCE, ['update'], instanceValues(), instanceValues({ roles: [] })),
      resource('key', ['delete'], keyValues('old'), null),
    ];
    expect(stackPlan({ changes }).changes.map(({ action }) => action)).toEqual(['destroy', 'change', 'create']);
  });
});

describe('what counts as a change', () => {
  test('data that is read and things that stay are none', () => {
    const read = { ...resource('btp_subaccount', ['read'], null, { name: 'x' }), mode: 'data' as const };
    expect(hasChanges(stackPlan({ changes: [read] }))).toBe(false);
  });

  test('outputs alone are one', () => {
    expect(hasChanges(stackPlan({ outputs: { url: { actions: ['create'] } } }))).toBe(true);
  });

  test('a client id that is unknown because a label of the key changed is nothing to tell ISC', () => {
    const changes = [resource('key', ['update'], keyValues('k'), { ...keyValues('k'), labels: { a: 'b' } })];
    expect(stackPlan({ changes, outputs: newClientId }).connectorsToUpdate).toEqual([]);
  });
});

describe('drift', () => {
  test('tells what was changed and what is gone, and not what the server counts by itself', () => {
    const space = { ...spaceValues(), updated_at: '1' };
    const drift = [
      resource('cloudfoundry_space', ['update'], space, { ...space, name: 'renamed', updated_at: '2' }),
      resource('cloudfoundry_space', ['update'], space, { ...space, updated_at: '2' }),
      resource('key', ['delete'], keyValues('isc-2026-11'), null),
    ];
    expect(stackPlan({ drift }).drift.map(driftSentence)).toEqual([
      'space integration was changed: name: integration → renamed',
      'service key isc-2026-11 of isc-runtime is gone: somebody deleted it',
    ]);
  });
});

describe('secrets', () => {
  test('neither sensitive attributes nor fields with the name of a secret are shown', () => {
    const before = { ...spaceValues(), api_password: 'fake-password-1', credential_binding: 'fake-binding-1' };
    const after = { ...spaceValues(), api_password: 'fake-password-2', credential_binding: 'fake-binding-2' };
    const { changes } = stackPlan({ changes: [resource('cloudfoundry_space', ['update'], before, after)] });
    expect(JSON.stringify(changes[0]?.attributes)).not.toContain('fake-');
    expect(changes[0]?.attributes.map(({ name }) => name)).toEqual(['api password', 'credential binding']);
  });

  test('a broker parameter that is not on the list of harmless ones is hidden', () => {
    const after = instanceValues({ roles: ['ESBMessaging.send'], 'something-new': 'fake-value-1' });
    const { changes } = stackPlan({ changes: [resource(INSTANCE, ['update'], instanceValues(), after)] });
    expect(changes[0]?.attributes).toEqual([{ name: 'something-new', before: '********', after: '********' }]);
  });

  test('parameters that are no JSON, or come and go as a whole, are hidden', () => {
    const text = { ...instanceValues(), parameters: 'fake-text-1' };
    const { changes } = stackPlan({
      changes: [resource(INSTANCE, ['update'], text, { ...text, parameters: 'fake-text-2' })],
    });
    expect(changes[0]?.attributes).toEqual([{ name: 'parameters', before: '********', after: '********' }]);
  });

  test('the redactor takes every secret of a plan out of a text, also out of a key that is JSON text', () => {
    const redactor = new Redactor();
    redactor.learn(planJson({ changes: [resource('key', ['delete'], keyValues('k'), null)] }));
    expect(redactor.redact(`the broker says ${FAKE_SECRET}!`)).toBe('the broker says ********!');
    expect(redactor.redact('sb-k at https://token.example.com')).toBe('sb-k at https://token.example.com');
  });

  test('the redactor learns sensitive outputs of the last apply', () => {
    const redactor = new Redactor();
    redactor.learn(planJson({ clientId: 'sb-k' }));
    expect(redactor.redact(`${FAKE_SECRET} sb-k`)).toBe('******** sb-k');
  });
});
