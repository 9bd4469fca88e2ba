import type { TerraformStack } from 'cdktf';
import { type ISpace, Space, type SpaceProps } from '../../../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { A_UUID, ground, onlyResource, synthesize } from '../../../support/synth';

/** A second space, beside the one of the ground. */
const spaceWith = (props: Partial<SpaceProps>) => (stack: TerraformStack) =>
  new Space(stack, 'Other', { environment: ground(stack).environment, name: 'other', ...props });

const resourceOf = (props: Partial<SpaceProps>) => {
  const { resource } = synthesize((stack) => void spaceWith(props)(stack));
  return Object.values(resource?.cloudfoundry_space ?? {}).find(({ name }) => name === 'other');
};

test('carries labels and annotations, and leaves empty ones out', () => {
  expect(resourceOf({ labels: { owner: 'hr' }, annotations: { note: 'for ISC' } })).toMatchObject({
    name: 'other',
    labels: { owner: 'hr' },
    annotations: { note: 'for ISC' },
  });
  expect(resourceOf({ labels: {} })).not.toHaveProperty('labels');
});

test('takes an existing space under management by its id', () => {
  expect(synthesize((stack) => void spaceWith({ importId: A_UUID })(stack)).import).toEqual([
    { to: expect.stringMatching(/^cloudfoundry_space\.Other_/), id: A_UUID },
  ]);
});

describe('an existing space', () => {
  const runtimeIn = (space: (stack: TerraformStack, environment: ReturnType<typeof ground>['environment']) => ISpace) =>
    synthesize((stack) => {
      const { environment, servicePlan } = ground(stack);
      const existing = space(stack, environment);
      new ProcessIntegrationRuntime(stack, 'Runtime', { space: existing, servicePlan });
      existing.addMember('Jane', { username: 'jane@example.com', roles: ['space_developer'] });
    });

  test('is looked up by its name, and gets members that its instances wait for', () => {
    const json = runtimeIn((stack, environment) =>
      Space.fromSpaceName(stack, 'Existing', { environment, name: 'shared' }),
    );
    expect(Object.values(json.data?.cloudfoundry_space ?? {})).toEqual([expect.objectContaining({ name: 'shared' })]);
    expect(onlyResource(json, 'cloudfoundry_service_instance')).toMatchObject({
      space: expect.stringMatching(/^\$\{data\.cloudfoundry_space\.Existing_.*\.id\}$/),
      depends_on: [expect.stringMatching(/^cloudfoundry_space_role\.Existing_Jane_space_developer/)],
    });
  });

  test('is taken by its id, and nothing is looked up', () => {
    const json = runtimeIn((stack) =>
      Space.fromSpaceAttributes(stack, 'Existing', { spaceId: A_UUID, spaceName: 'shared' }),
    );
    expect(json.data?.cloudfoundry_space).toBeUndefined();
    expect(onlyResource(json, 'cloudfoundry_service_instance')).toMatchObject({ space: A_UUID });
  });
});

test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
  ['a name with a comma', spaceWith({ name: 'a, b' }), /^stack\/Other: `name` is 'a, b'; .*fix: write name: a-b$/],
  [
    'an import id that is no UUID',
    spaceWith({ importId: 'other' }),
    /`importId` is 'other'; .*fix: run 'cf space NAME/,
  ],
  ['a bad label', spaceWith({ labels: { owner: 'a b' } }), /`labels.owner` is 'a b'/],
  [
    'a space id that is no UUID',
    (stack) => Space.fromSpaceAttributes(stack, 'Other', { spaceId: 'shared', spaceName: 'shared' }),
    /^stack\/Other: `spaceId` is 'shared'; allowed: a UUID/,
  ],
  [
    'an existing space of an impossible name',
    (stack) => Space.fromSpaceName(stack, 'Other', { environment: ground(stack).environment, name: '' }),
    /`name` is ''; .*fix: give it a name$/,
  ],
])('fails for %s', (_, build, message) => {
  synthesize((stack) => expect(() => build(stack)).toThrow(message));
});
