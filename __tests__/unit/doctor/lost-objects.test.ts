import { lostObjects } from '../../../cli/doctor/lost-objects';
import { readState } from '../../../cli/terraform/state-json';

const place = { stack: 'hr-foundation', dir: '/srv/my isc', terraform: 'tofu' };
const state = (resource: object) =>
  readState(JSON.stringify({ resources: [{ mode: 'managed', name: 'CloudFoundry', ...resource }] }));

test('a Cloud Foundry environment without an id is taken out, or taken over', () => {
  const [finding, ...others] = lostObjects(
    state({ type: 'btp_subaccount_environment_instance', instances: [{ attributes: { id: '' } }] }),
    place,
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    kind: 'lost',
    what: 'Cloud Foundry environment',
    command: "tofu -chdir='/srv/my isc' state rm btp_subaccount_environment_instance.CloudFoundry",
    text: expect.stringContaining(
      "take it over before the next run: tofu -chdir='/srv/my isc' import btp_subaccount_environment_instance.CloudFoundry SUBACCOUNT,ENVIRONMENT.",
    ),
  });
});

test('of what is imported otherwise, only the way out is told', () => {
  const [finding] = lostObjects(state({ type: 'btp_directory', instances: [{ attributes: { id: '' } }] }), place);
  expect(finding?.text).toBe(
    'The state holds a directory without an id: its creation was begun, and the answer was lost. Take it out of the state:',
  );
});

test.each([
  ['an id', { instances: [{ attributes: { id: 'x' } }] }],
  ['no attribute id at all', { instances: [{ attributes: {} }, {}] }],
  ['been looked up only', { mode: 'data', instances: [{ attributes: { id: '' } }] }],
])('what has %s is not lost', (_, resource) => {
  expect(lostObjects(state({ type: 'btp_subaccount', ...resource }), place)).toEqual([]);
});

test('a stack without a state has lost nothing', () => {
  expect(lostObjects(readState(''), place)).toEqual([]);
});
