import fc from 'fast-check';
import { cloudFoundryOf, stackObjects } from '../../../cli/doctor/orphans';
import { UserError } from '../../../cli/io/exit';
import { readPlanJson } from '../../../cli/plan/plan-json';
import { driftSentence, sentence } from '../../../cli/plan/sentences';
import { Redactor } from '../../../cli/plan/shown-values';
import { readStackPlan } from '../../../cli/plan/stack-plan';
import { checkPlans } from '../../../cli/policy/findings';
import { keysInState, objectsInState } from '../../../cli/state/state';
import { apiClientOf } from '../../../cli/verify/monitoring-api';
import { serviceKeyOutputName } from '../../../lib/core/isc';
import { parseLandscape } from '../../../lib/landscape/load';
import { FAKE_SECRET, instanceValues, keyValues, planJson, resource } from '../../support/policy';
import { mutated, randomly } from '../../support/random/inputs';

/** Whatever terraform or SAP hands over: it is read as far as it can be, or refused in a sentence, and never shows a secret. */

const anything = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 4 }),
  fc.constantFrom('', 'null', '[]', '{}', '"x"', '1', '{'),
);

const KEY = {
  credentials: {
    oauth: {
      clientid: 'sb-1',
      clientsecret: FAKE_SECRET,
      tokenurl: 'https://t.example.com/oauth/token',
      url: 'https://x.example.com',
      createdate: '2026-11-24T00:00:00Z',
      certificatedetails: { validuntil: '2027-11-24T00:00:00Z' },
    },
  },
};
const keyDocument = fc.oneof(
  anything,
  mutated(KEY).map((document) => JSON.stringify(document)),
);

describe('a service key in the state', () => {
  const keysWith = (credential_binding: unknown) => {
    const instances = [{ attributes: { name: 'isc', service_instance: 'x', credential_binding } }];
    const resources = [{ mode: 'managed', type: 'cloudfoundry_service_credential_binding', name: 'Key', instances }];
    return keysInState(objectsInState(JSON.stringify({ resources })));
  };

  test('is read', () => {
    expect(keysWith(JSON.stringify(KEY))).toMatchObject([{ name: 'isc', clientId: 'sb-1', clientSecret: FAKE_SECRET }]);
  });

  test('of any shape is a key of which less is known', () => {
    fc.assert(
      fc.property(keyDocument, (document) => {
        const [key, ...more] = keysWith(document);
        expect(more).toEqual([]);
        expect(key?.name).toBe('isc');
        for (const value of Object.values(key ?? {})) expect(['string', 'undefined']).toContain(typeof value);
      }),
      randomly(150),
    );
  });

  test('of any shape is a client for the monitoring API, or none', () => {
    const [subaccount] = parseLandscape(
      'globalAccount: acme\nsubaccounts: [{ name: a, id: 5d1b3a70-0000-4000-8000-0000000000d1, runtimes: [{ name: rt, plan: api, roles: [MonitoringDataRead], keys: [{ name: k }] }] }]',
    ).subaccounts;
    if (!subaccount) throw new Error('no subaccount');
    const client = (document: string | undefined) =>
      apiClientOf(subaccount, { [serviceKeyOutputName('rt', 'k')]: document });
    expect(client(JSON.stringify(KEY.credentials))).toMatchObject({ clientId: 'sb-1', url: 'https://x.example.com' });
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          mutated(KEY.credentials).map((document) => JSON.stringify(document)),
        ),
        (document) => {
          for (const value of Object.values(client(document) ?? {})) expect(typeof value).toBe('string');
        },
      ),
      randomly(150),
    );
  });
});

describe('a plan', () => {
  const PLAN = {
    format_version: '1.2',
    ...planJson({
      changes: [
        resource('key', ['delete', 'create'], keyValues('isc'), keyValues('isc', 'sb-2')),
        resource('cloudfoundry_service_instance', ['update'], instanceValues(), instanceValues({ roles: ['a', 'b'] })),
      ],
      drift: [resource('cloudfoundry_space', ['update'], { name: 'isc' }, { name: 'other' })],
      clientId: 'sb-1',
      outputs: { employee_hired_client_id: { actions: ['update'], before: 'sb-1', after_unknown: true } },
      configuration: {
        root_module: {
          resources: [{ address: 'a.b', expressions: { space: { references: ['cloudfoundry_space.x.id'] } } }],
        },
      },
    }),
  };

  /** Everything that is ever shown of a plan, with what is known to be secret taken out, as a review does. */
  function shown(stdout: string): string {
    const json = readPlanJson(stdout);
    const plan = readStackPlan('hr-dev', json);
    const redactor = new Redactor();
    redactor.learn(json);
    const told = [
      ...plan.changes.map((change) => sentence(change, plan.connectorsToUpdate)),
      ...plan.drift.map((change) => driftSentence(change)),
      ...plan.changes.flatMap(({ attributes }) => attributes),
      ...checkPlans([plan], new Map(), () => new Map()),
      stackObjects(json).map(({ name, address }) => [name, address]),
      cloudFoundryOf(json),
    ];
    return redactor.redact(JSON.stringify(told));
  }

  test('is read, and its secret is not shown', () => {
    expect(shown(`Warning: of tofu\n${JSON.stringify(PLAN)}`)).not.toContain(FAKE_SECRET);
  });

  test('of another format is refused with what can be done', () => {
    expect(() => readPlanJson('{"format_version":"2.0"}')).toThrow('its format is 2.0, and btp-isc reads 1.x');
  });

  test('that is none is refused in a sentence', () => {
    fc.assert(fc.property(anything, expectReadOrRefused), randomly(100));
  });

  test('with anything else in any place is read or refused in a sentence', () => {
    fc.assert(
      fc.property(
        mutated(PLAN).map((plan) => JSON.stringify(plan) ?? ''),
        expectReadOrRefused,
      ),
      randomly(300),
    );
  });

  function expectReadOrRefused(stdout: string): void {
    try {
      shown(stdout);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.message).toMatch(/^The plan cannot be read: /);
      expect(error.message).not.toContain(FAKE_SECRET);
    }
  }
});
