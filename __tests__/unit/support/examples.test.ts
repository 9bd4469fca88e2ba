import { addressProblems, stackAddresses } from '../../support/examples';

const stack = (resource: string, more = {}) =>
  stackAddresses('landscape.yaml hr-dev', {
    terraform: {},
    resource: { cloudfoundry_space: { [resource]: {} } },
    output: { employee_hired_client_id: { value: '' } },
    ...more,
  });
const GOLDEN = [
  'landscape.yaml hr-dev cloudfoundry_space.Space',
  'landscape.yaml hr-dev output.employee_hired_client_id',
];

test('accepts the recorded addresses', () => {
  expect(addressProblems(GOLDEN, [stack('Space')])).toEqual([]);
});

test('finds a resource that was renamed without a moved block, and says what to do', () => {
  const [gone, added, ...more] = addressProblems(GOLDEN, [stack('Renamed')]);
  expect(gone).toMatch(
    /^landscape\.yaml hr-dev cloudfoundry_space\.Space: is gone without a moved block\..*moveFromId\(\).*UPDATE_GOLDEN=1 npx jest/,
  );
  expect(added).toMatch(/^landscape\.yaml hr-dev cloudfoundry_space\.Renamed: is new\. Record it with UPDATE_GOLDEN=1/);
  expect(more).toEqual([]);
});

test('accepts that it was moved, and wants the new address recorded', () => {
  const moved = [{ from: 'cloudfoundry_space.Space', to: 'cloudfoundry_space.Renamed' }];
  expect(addressProblems(GOLDEN, [stack('Renamed', { moved })])).toEqual([expect.stringContaining('Renamed: is new')]);
});

test('finds an output that is gone', () => {
  expect(addressProblems(GOLDEN, [stack('Space', { output: {} })])).toEqual([
    expect.stringMatching(/output\.employee_hired_client_id: is gone\. Who reads this output loses it/),
  ]);
});
