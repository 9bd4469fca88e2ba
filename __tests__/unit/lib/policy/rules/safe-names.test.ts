import { SAFE_NAMES } from '../../../../../lib/policy/rules/safe-names';
import { findings, runtime } from '../../../../support/policy';

const instance = (name: unknown, more = {}) => findings(SAFE_NAMES, runtime('api', [], { name, ...more }));
const other = { service_plan: undefined, service_plan_name: 'lite', service_offering_name: 'destination' };
const key = (name: unknown, service_instance: string) => {
  const configuration = runtime('api', []);
  const resource = {
    ...configuration.resource,
    cloudfoundry_service_credential_binding: { key: { name, service_instance } },
  };
  return findings(SAFE_NAMES, { ...configuration, resource });
};

test('lets names pass that commands and look-ups can take, and those that only Terraform knows', () => {
  expect(instance('isc-runtime_2.x')).toEqual([]);
  expect(instance('${var.name} and ${join(",", var.more)}')).toEqual([]);
  expect(instance(undefined)).toEqual([]);
  const space = { name: 'HR Integration', org: '${var.org}' };
  expect(
    findings(SAFE_NAMES, { resource: { cloudfoundry_space: { s: space }, btp_subaccount: { b: { name: 'a, b' } } } }),
  ).toEqual([]);
  expect(
    findings(SAFE_NAMES, { data: { cloudfoundry_service_instance: { old: { name: 'An old instance' } } } }),
  ).toEqual([]);
});

test('refuses a comma in whatever the provider looks up, also beside an expression', () => {
  expect(findings(SAFE_NAMES, { data: { cloudfoundry_org: { o: { name: 'acme, hr' } } } })).toEqual([
    "error ISC004 SafeNames: data.cloudfoundry_org.o: `name` is 'acme, hr'; " +
      'allowed: a name without a comma; fix: write name: acme-hr',
  ]);
  expect(instance('${var.a},b')).toEqual([expect.stringContaining("`name` is '${var.a},b'")]);
  expect(instance('isc', { service_offering_name: 'a,b' })).toEqual([
    expect.stringContaining('`service_offering_name`'),
  ]);
});

test('refuses names of it-rt instances and keys that the cockpit would refuse', () => {
  expect(instance('isc runtime')).toEqual([
    "error ISC004 SafeNames: cloudfoundry_service_instance.runtime: `name` is 'isc runtime'; " +
      "allowed: 1 to 32 characters: letters, digits, '.', '_' and '-', not '.' or '..'; fix: write name: isc-runtime",
  ]);
  expect(instance('a'.repeat(33))).toHaveLength(1);
  expect(key('isc key', '${cloudfoundry_service_instance.runtime.id}')).toEqual([
    expect.stringContaining('.key: `name`'),
  ]);
  expect(key('isc key', '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66')).toEqual([expect.stringMatching(/^error/)]);
});

test('lets imported objects have the names that they have', () => {
  const configuration = runtime('api', [], { name: 'ISC runtime of the department for human resources' });
  const block = [{ to: 'cloudfoundry_service_instance.runtime', id: '0b24d1a8-5f3c-4d0e-9a57-3c1f0e2b7d66' }];
  expect(findings(SAFE_NAMES, configuration)).toHaveLength(1);
  expect(findings(SAFE_NAMES, { ...configuration, import: block })).toEqual([]);
});

test('warns where another service may take the name, and refuses what Cloud Foundry does not take', () => {
  expect(instance('my destination', other)).toEqual([
    expect.stringMatching(/^warning ISC004 .*fix: write name: my-destination/),
  ]);
  expect(instance('a'.repeat(40), other)).toEqual([]);
  expect(instance('a'.repeat(256), other)).toEqual([
    expect.stringMatching(/^error .*has 256 characters; allowed: 1 to 255/),
  ]);
  expect(instance('', other)).toEqual([expect.stringMatching(/^error .*`name` is empty/)]);
  expect(key('my key', '${cloudfoundry_service_instance.other.id}')).toEqual([expect.stringMatching(/^warning/)]);
});
