import {
  goneAddresses,
  goneObjects,
  lostObjects,
  MISSING_IDENTITY,
  outdatedObjects,
  StateCommands,
} from '../../../../cli/doctor/state-repairs';
import { objectsInState } from '../../../../cli/state/state';

const COMMANDS = new StateCommands('hr-dev', '/srv/my isc', 'tofu');

const refresh = (type: 'refresh_start' | 'refresh_complete', addr: string) => ({ type, hook: { resource: { addr } } });
const error = (summary: string, address?: string) => ({
  type: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail: '', address },
});
const printed = (...events: object[]) =>
  ['Terraform 1.11.4', ...events.map((event) => JSON.stringify(event)), ''].join('\n');

describe('addresses of what a refresh did not find', () => {
  test('are those of the errors, as long as the object is in the configuration', () => {
    const events = printed(refresh('refresh_start', 'a.b'), error('No', 'a.c'), error(MISSING_IDENTITY, 'a.b'));
    expect(goneAddresses(events)).toEqual(['a.b']);
  });

  test('are those of refreshes that do not end, for objects that are no longer in the configuration', () => {
    const events = printed(
      refresh('refresh_start', 'a.kept'),
      refresh('refresh_start', 'a.gone'),
      refresh('refresh_start', 'a.refused'),
      refresh('refresh_complete', 'a.kept'),
      error('HTTP 500', 'a.refused'),
      error(MISSING_IDENTITY),
    );
    expect(goneAddresses(events)).toEqual(['a.gone']);
  });

  test('are not guessed where another object, of which nothing is said, failed as well', () => {
    const events = printed(
      refresh('refresh_start', 'a.one'),
      refresh('refresh_start', 'a.two'),
      error(MISSING_IDENTITY),
      error('HTTP 500'),
    );
    expect(goneAddresses(events)).toEqual([]);
  });
});

const object = (type: string, name: string, attributes: object) => ({
  mode: 'managed',
  type,
  name,
  instances: [{ attributes }],
});
const STATE = objectsInState(
  JSON.stringify({
    resources: [
      object('cloudfoundry_space', 'Space', { id: 's', name: 'HR' }),
      object('cloudfoundry_space_role', 'Role', { id: 'r', type: 'space_developer', username: 'ada', space: 's' }),
      object('cloudfoundry_service_instance', 'Runtime', { id: 'i', name: 'isc', space: 's' }),
      object('cloudfoundry_service_credential_binding', 'Key', { id: 'k', name: 'isc-1', service_instance: 'i' }),
      object('cloudfoundry_service_instance', 'Other', { id: 'o', name: 'other', space: 'elsewhere' }),
    ],
  }),
);

describe('what SAP no longer has', () => {
  test('is told with its address, and the command that takes it out of the state', () => {
    const [finding] = goneObjects(['cloudfoundry_service_credential_binding.Key'], STATE, COMMANDS);
    expect(finding).toMatchObject({
      kind: 'gone',
      what: 'service key',
      name: 'isc-1',
      id: 'k',
      command: "tofu -chdir='/srv/my isc' state rm cloudfoundry_service_credential_binding.Key",
    });
    expect(finding?.text).toContain('but it is in the state as cloudfoundry_service_credential_binding.Key.');
    expect(finding?.text).toContain('this user may not see it');
  });

  test('takes along what was in it, at any depth, and nothing else', () => {
    const [finding] = goneObjects(['cloudfoundry_space.Space'], STATE, COMMANDS);
    expect(finding?.command).toBe(
      "tofu -chdir='/srv/my isc' state rm cloudfoundry_space.Space cloudfoundry_space_role.Role " +
        'cloudfoundry_service_instance.Runtime cloudfoundry_service_credential_binding.Key',
    );
    expect(finding?.text).toContain(
      'nor what was in it (space role space_developer of ada, service instance isc, service key isc-1)',
    );
  });

  test('of an import it is told that the id is wrong, because there is nothing in the state to be taken out', () => {
    const [finding] = goneObjects(['cloudfoundry_space.New'], STATE, COMMANDS);
    expect(finding?.text).toContain(
      "does not exist at SAP, or this user may not see it. Correct the id under 'import'",
    );
    expect(finding?.command).toBeUndefined();
  });
});

test('the copy that terraform makes of a local state stays where the state is', () => {
  const commands = new StateCommands('hr-dev', '/srv/my isc', 'tofu', '/srv/my state/terraform.tfstate');
  const [finding] = goneObjects(['cloudfoundry_service_credential_binding.Key'], STATE, commands);
  expect(finding?.command).toContain(" state rm -backup='/srv/my state/terraform.tfstate.backup' cloudfoundry_");
});

describe('what failed at SAP without a plan that shows it', () => {
  const failed = {
    address: 'cloudfoundry_service_instance.Runtime',
    type: 'cloudfoundry_service_instance',
    name: 'isc',
    id: 'i',
    operation: 'update',
    description: 'No room',
  };

  test('an instance is imported, so that the next run sends its parameters', () => {
    const [finding] = outdatedObjects([failed], COMMANDS);
    expect(finding?.text).toContain('failed at SAP: "No room"; the state has its new parameters');
    expect(finding?.command).toBe(
      "tofu -chdir='/srv/my isc' state rm cloudfoundry_service_instance.Runtime && " +
        "tofu -chdir='/srv/my isc' import cloudfoundry_service_instance.Runtime i",
    );
  });

  test('of a deletion only what happened is told', () => {
    const [finding] = outdatedObjects([{ ...failed, operation: 'delete', description: '' }], COMMANDS);
    expect(finding?.text).toContain('its last operation (delete) failed at SAP. See the message in the BTP cockpit');
    expect(finding?.command).toBeUndefined();
  });
});

test('a state is read with the addresses that Terraform uses', () => {
  const resources = [
    { module: 'module.m', mode: 'managed', type: 't', name: 'n', instances: [{ index_key: 'a"b' }, { index_key: 1 }] },
    { mode: 'data', type: 't', name: 'd', instances: [{}] },
  ];
  expect(objectsInState(JSON.stringify({ resources })).map(({ address }) => address)).toEqual([
    'module.m.t.n["a\\"b"]',
    'module.m.t.n[1]',
    'data.t.d',
  ]);
});

const stateOf = (resource: object) =>
  objectsInState(JSON.stringify({ resources: [{ mode: 'managed', name: 'CloudFoundry', ...resource }] }));

test('a Cloud Foundry environment without an id is taken out, or taken over', () => {
  const [finding, ...others] = lostObjects(
    stateOf({ type: 'btp_subaccount_environment_instance', instances: [{ attributes: { id: '' } }] }),
    COMMANDS,
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
  const [finding] = lostObjects(stateOf({ type: 'btp_directory', instances: [{ attributes: { id: '' } }] }), COMMANDS);
  expect(finding?.text).toBe(
    'The state holds a directory without an id: its creation was begun, and the answer was lost. Take it out of the state:',
  );
});

test.each([
  ['an id', { instances: [{ attributes: { id: 'x' } }] }],
  ['no attribute id at all', { instances: [{ attributes: {} }, {}] }],
  ['been looked up only', { mode: 'data', instances: [{ attributes: { id: '' } }] }],
])('what has %s is not lost', (_, resource) => {
  expect(lostObjects(stateOf({ type: 'btp_subaccount', ...resource }), COMMANDS)).toEqual([]);
});

test('a stack without a state has lost nothing', () => {
  expect(lostObjects(objectsInState(''), COMMANDS)).toEqual([]);
});
