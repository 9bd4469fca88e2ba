import { admits, PROVIDER_CONSTRAINTS } from '../../../../../lib/core/providers';
import { PROVIDER_VERSION } from '../../../../../lib/policy/rules/provider-version';
import { findings, runtime } from '../../../../support/policy';

const byName = { service_plan: undefined, service_plan_name: 'api', service_offering_name: 'it-rt' };
const check = (version: string | undefined, more = {}) =>
  findings(PROVIDER_VERSION, {
    ...runtime('api', [], more),
    terraform: { required_providers: { cloudfoundry: { source: 'cloudfoundry/cloudfoundry', version } } },
  });

test('lets the guid of a plan pass below 1.17.0, names from 1.17.0 on, and other instances', () => {
  expect(check(PROVIDER_CONSTRAINTS.cloudfoundry)).toEqual([]);
  expect(check('>= 1.17.0', byName)).toEqual([]);
  expect(check(undefined, { service_plan: undefined, type: 'user-provided' })).toEqual([]);
});

test('refuses the guid of a plan where an update would replace the instance', () => {
  expect(check('~> 1.13')).toEqual([
    'error ISC005 ProviderVersion: cloudfoundry_service_instance.runtime: `service_plan` is used while the provider ' +
      "cloudfoundry may be '~> 1.13'; allowed: versions below 1.17.0; " +
      "fix: constrain the provider to '>= 1.13.0, < 1.17.0', or name plan and offering from a fixed release on",
  ]);
  expect(check(undefined)).toEqual([expect.stringContaining("may be 'any version'")]);
  expect(findings(PROVIDER_VERSION, runtime('api', []))).toHaveLength(1);
});

test('refuses names where the provider does not know them', () => {
  expect(check('>= 1.13.0', byName)).toEqual([
    expect.stringContaining("`service_plan_name` is used while the provider cloudfoundry may be '>= 1.13.0'"),
  ]);
});

test.each<[string, boolean, boolean]>([
  ['', true, true],
  ['1.16.0', false, true],
  ['= 1.17.2', true, false],
  ['>= 1.13.0, < 1.17.0', false, true],
  ['>= 1.13.0, <= 1.17.0', true, true],
  ['<= 1.16.9', false, true],
  ['> 1.16.0', true, true],
  ['> 1.17.0', true, false],
  ['~> 1.16.0', false, true],
  ['~> 1.16', true, true],
  ['~> 1', true, true],
  ['~> 2.0', true, false],
  ['!= 1.17.0', true, true],
  ['1.17.0-rc1', true, false],
  ['v1.9', false, true],
])("'%s' admits from 1.17.0 on: %s, below: %s", (constraint, from, below) => {
  expect(admits(constraint, { from: '1.17.0' })).toBe(from);
  expect(admits(constraint, { below: '1.17.0' })).toBe(below);
});
