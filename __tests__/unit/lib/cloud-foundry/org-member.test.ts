import type { TerraformStack } from 'cdktf';
import { OrgMember, type OrgMemberProps } from '../../../../lib/cloud-foundry/org-member';
import { SpaceMember, type SpaceMemberOptions } from '../../../../lib/cloud-foundry/space';
import { ProcessIntegrationRuntime } from '../../../../lib/runtime/process-integration-runtime';
import { ground, onlyResource, synthesize } from '../../../support/synth';

const JANE = 'jane@example.com';

const orgMember =
  (props: Partial<OrgMemberProps>) =>
  (stack: TerraformStack, { environment } = ground(stack)) =>
    new OrgMember(stack, 'Jane', { environment, username: JANE, ...props });

const spaceMember = (options: Partial<SpaceMemberOptions>) => (stack: TerraformStack) =>
  new SpaceMember(stack, 'Developer', {
    space: ground(stack).space,
    username: JANE,
    roles: ['space_developer'],
    ...options,
  });

describe('a member of an org', () => {
  test('is a user of it and nothing more, unless told otherwise', () => {
    const json = synthesize((stack) => void orgMember({ origin: 'sap.ids' })(stack));
    expect(onlyResource(json, 'cloudfoundry_org_role')).toMatchObject({
      type: 'organization_user',
      username: JANE,
      origin: 'sap.ids',
      org: expect.stringContaining('["Org ID"]'),
    });
  });

  test('gets the membership first and loses it last, also when it is named among the roles', () => {
    const json = synthesize(
      (stack) =>
        void orgMember({ roles: ['organization_manager', 'organization_user', 'organization_auditor'] })(stack),
    );
    const roles = Object.values(json.resource?.cloudfoundry_org_role ?? {});
    const afterMembership = [expect.stringMatching(/^cloudfoundry_org_role\.Jane_organization_user/)];
    expect(Object.fromEntries(roles.map(({ type, depends_on }) => [type, depends_on]))).toEqual({
      organization_user: undefined,
      organization_manager: afterMembership,
      organization_auditor: afterMembership,
    });
  });
});

describe('a member of a space', () => {
  test('gets each role, after all roles in the org that this app gives', () => {
    const json = synthesize((stack) => {
      const base = ground(stack);
      const member = orgMember({ roles: ['organization_auditor'] })(stack, base);
      base.space.addMember('Jane', {
        username: JANE,
        origin: 'sap.ids',
        roles: ['space_developer', 'space_manager'],
        orgMember: member,
      });
    });
    const roles = Object.values(json.resource?.cloudfoundry_space_role ?? {});
    const inOrg = Object.keys(json.resource?.cloudfoundry_org_role ?? {}).map((id) => `cloudfoundry_org_role.${id}`);
    expect(inOrg).toHaveLength(2);
    expect(roles).toEqual(
      ['space_developer', 'space_manager'].map((type) =>
        expect.objectContaining({ type, username: JANE, origin: 'sap.ids', depends_on: expect.arrayContaining(inOrg) }),
      ),
    );
  });

  test('is waited for by the instances of the space, also by those declared before', () => {
    const json = synthesize((stack) => {
      const { space, servicePlan } = ground(stack);
      new ProcessIntegrationRuntime(stack, 'Runtime', { space, servicePlan });
      new SpaceMember(stack, 'Developer', { space, username: JANE, roles: ['space_developer'] });
    });
    const [role] = Object.keys(json.resource?.cloudfoundry_space_role ?? {});
    expect(onlyResource(json, 'cloudfoundry_service_instance').depends_on).toEqual([`cloudfoundry_space_role.${role}`]);
  });
});

test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
  [
    'a mistyped org role',
    orgMember({ roles: ['organization_manger' as 'organization_manager'] }),
    /^stack\/Jane: `roles\[0\]` is 'organization_manger'; .*did you mean 'organization_manager'\?$/,
  ],
  [
    'a repeated org role',
    orgMember({ roles: ['organization_auditor', 'organization_auditor'] }),
    /`roles\[1\]` repeats/,
  ],
  [
    'an org member without a name',
    orgMember({ username: '' }),
    /`username` is ''; allowed: a user name, .*fix: write username: jane.doe@example.com$/,
  ],
  ['a name with blanks around it', spaceMember({ username: ` ${JANE}` }), /fix: write username: jane@example.com$/],
  [
    'no space role',
    spaceMember({ roles: [] }),
    /`roles` is empty; allowed: at least one of space_developer, .*fix: write roles: \[space_developer\]/,
  ],
  [
    'a mistyped space role',
    spaceMember({ roles: ['space_develper' as 'space_developer'] }),
    /`roles\[0\]` is 'space_develper'; .*did you mean 'space_developer'\?$/,
  ],
  [
    "somebody else's membership of the org",
    (stack) => {
      const base = ground(stack);
      const john = orgMember({ username: 'john@example.com' })(stack, base);
      return base.space.addMember('Jane', { username: JANE, roles: ['space_developer'], orgMember: john });
    },
    /`orgMember` is the membership of 'john@example.com'; allowed: the membership of 'jane@example.com'/,
  ],
])('fails for %s', (_, build, message) => {
  synthesize((stack) => expect(() => build(stack)).toThrow(message));
});
